"use client";

import { useQuery } from "@tanstack/react-query";
import { UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { cn } from "../../ui/class-names.ts";
import { useOrganization } from "../shell/organization-context.tsx";

/** How many calls wait for the reader's own decision; nothing while none does. */
export function ApprovalCount() {
  const mine = useMine();
  return mine === 0 ? null : <Count className="ml-auto" mine={mine} />;
}

/** The same as a way to them, where the navigation is folded away. */
export function ApprovalsLink() {
  const { slug } = useOrganization();
  const mine = useMine();
  if (mine === 0) return null;
  return (
    <Button asChild variant="ghost" className="px-2">
      <Link href={`/o/${slug}/approvals`}>
        <UserRoundCheck aria-hidden />
        <span className="sr-only">Approvals </span>
        <Count mine={mine} />
      </Link>
    </Button>
  );
}

function useMine(): number {
  const { may } = useOrganization();
  const { data } = useQuery({ ...useTRPC().approvals.count.queryOptions(), enabled: may("decideApprovals") });
  return data?.mine ?? 0;
}

function Count({ mine, className }: { mine: number; className?: string }) {
  return (
    <span className={cn("rounded-full bg-accent px-1.5 font-semibold text-accent-on text-xs tabular-nums", className)}>
      {mine > 99 ? "99+" : mine}
      <span className="sr-only"> to decide</span>
    </span>
  );
}
