"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { Callout } from "../../ui/callout.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** Says wherever calls are looked at that some policies block nothing: nobody may take them for protection. */
export function ObservedNotice() {
  const { slug } = useOrganization();
  const policies = useQuery(useTRPC().policy.list.queryOptions({}));
  const observing = (policies.data ?? []).filter(({ observingSince, grantCount }) => observingSince !== null && grantCount > 0);
  if (observing.length === 0) return null;
  return (
    <Callout tone="warn" title="Observing: nothing is blocked">
      {observing.map(({ id, name, serverName }, index) => (
        <span key={id}>
          {index > 0 ? ", " : ""}
          <Link href={`/o/${slug}/policies/${id}`} className="underline underline-offset-2">
            {name}
          </Link>{" "}
          on {serverName}
        </span>
      ))}{" "}
      {observing.length === 1 ? "only records" : "only record"} what enforcing would refuse.
    </Callout>
  );
}
