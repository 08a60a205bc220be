"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** How many calls wait for the reader's own decision; nothing while none does. */
export function ApprovalCount() {
  const { may } = useOrganization();
  const { data } = useQuery({ ...useTRPC().approvals.count.queryOptions(), enabled: may("decideApprovals") });
  if (!data || data.mine === 0) return null;
  return (
    <span className="ml-auto rounded-full bg-accent px-1.5 font-semibold text-accent-on text-xs tabular-nums">
      {data.mine > 99 ? "99+" : data.mine}
      <span className="sr-only"> to decide</span>
    </span>
  );
}
