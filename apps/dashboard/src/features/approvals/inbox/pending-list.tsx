"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { useTRPC } from "../../../trpc/client.tsx";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import type { Approval } from "../approval.ts";
import { ApprovalRow } from "./approval-row.tsx";
import { nextPage } from "./next-page.ts";
import { useInboxKeys } from "./use-inbox-keys.ts";

/** Everything that waits, what the reader may decide first. */
export function PendingList() {
  const pending = useInfiniteQuery(useTRPC().approvals.list.infiniteQueryOptions({ state: "pending" }, nextPage));
  return (
    <QueryState query={pending} rows={4}>
      {({ pages }) => {
        const approvals = pages.flatMap((page) => page.approvals);
        if (approvals.length === 0) return <NothingWaits />;
        return (
          <>
            <Rows approvals={approvals} />
            {pending.hasNextPage ? (
              <Button className="justify-self-start" loading={pending.isFetchingNextPage} onClick={() => void pending.fetchNextPage()}>
                Show more
              </Button>
            ) : null}
          </>
        );
      }}
    </QueryState>
  );
}

function Rows({ approvals }: { approvals: readonly Approval[] }) {
  const list = useRef<HTMLUListElement>(null);
  const queries = useQueryClient();
  const trpc = useTRPC();
  useInboxKeys(list);
  const mine = approvals.filter(({ mayVote }) => mayVote.approve || mayVote.refuse).length;
  return (
    <div className="grid gap-2">
      <p role="status" className="flex flex-wrap items-center justify-between gap-2 text-ink-muted text-xs">
        <span>
          {approvals.length} waiting, {mine === 0 ? "none of them" : mine} for you to decide
        </span>
        <span className="max-md:hidden">
          <Kbd>j</Kbd> <Kbd>k</Kbd> to move, <Kbd>Enter</Kbd> to open, <Kbd>a</Kbd> to approve, <Kbd>r</Kbd> to refuse
        </span>
      </p>
      <ul ref={list} aria-label="Waiting" className="divide-y overflow-hidden rounded-lg border bg-surface shadow-card">
        {approvals.map((approval) => (
          <ApprovalRow key={approval.id} approval={approval} onOver={() => void queries.invalidateQueries(trpc.approvals.pathFilter())} />
        ))}
      </ul>
    </div>
  );
}

function NothingWaits() {
  const { slug, may } = useOrganization();
  return (
    <EmptyState
      icon={<Inbox />}
      title="Nothing waits for a decision"
      actions={
        <Button asChild>
          <Link href={`/o/${slug}/policies`}>{may("managePolicies") ? "Ask for approval in a policy" : "To the policies"}</Link>
        </Button>
      }
    >
      A policy asks for approval with <code className="rounded-sm bg-sunken px-1 font-mono text-xs">"action": "require_approval"</code>: in
      the builder, set a tool, or all destructive ones, to “Approve”. A call of it is then held until somebody here has said yes to exactly
      that call.
    </EmptyState>
  );
}
