"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** How many tools wait for the reader to accept them; nothing while none does. */
export function ReviewCount() {
  const { may } = useOrganization();
  const { data } = useQuery({ ...useTRPC().pins.count.queryOptions(), enabled: may("managePolicies") });
  if (!data || data.total === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-warn-soft px-1.5 font-semibold text-warn text-xs tabular-nums">
      {data.total > 99 ? "99+" : data.total}
      <span className="sr-only"> tools to accept</span>
    </span>
  );
}
