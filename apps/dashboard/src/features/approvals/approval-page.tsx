"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { PageHeader, UpLink } from "../../ui/page-header.tsx";
import { CategoryBadge } from "../catalogue/inside/category-badge.tsx";
import { RiskBadge } from "../catalogue/inside/risk-badge.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import type { ApprovalDetail, Word } from "./approval.ts";
import { CallCard } from "./call/call-card.tsx";
import { useUnfolded } from "./call/use-unfolded.ts";
import { DecisionCard } from "./decide/decision-card.tsx";
import { Facts } from "./facts.tsx";
import { SimilarCalls } from "./similar-calls.tsx";
import { StateBadge } from "./state-badge.tsx";
import { Votes } from "./votes.tsx";
import { callName, serverName } from "./words.ts";

/** One held call. `asks`: the question that the address wants to have open; answering it takes a click all the same. */
export function ApprovalPage({ id, asks }: { id: string; asks: Word | null }) {
  const approval = useQuery({ ...useTRPC().approvals.get.queryOptions({ id }), refetchOnWindowFocus: true });
  return (
    <QueryState query={approval} rows={8}>
      {(data) => <Contents key={data.id} approval={data} asks={asks} />}
    </QueryState>
  );
}

function Contents({ approval, asks }: { approval: ApprovalDetail; asks: Word | null }) {
  const { slug } = useOrganization();
  const unfolded = useUnfolded(approval.call.shown);
  const queries = useQueryClient();
  const trpc = useTRPC();
  return (
    <>
      <PageHeader
        above={<UpLink href={`/o/${slug}/approvals`}>Approvals</UpLink>}
        title={<code className="break-all font-mono text-lg">{callName(approval)}</code>}
        description={
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <StateBadge approval={approval} />
            <span className="break-words">on {serverName(approval)}</span>
            <CategoryBadge category={approval.category} />
            <RiskBadge risk={approval.risk} />
          </span>
        }
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          <Facts approval={approval} />
          <CallCard approval={approval} unfolded={unfolded} />
        </div>
        <div className="grid min-w-0 gap-4 lg:sticky lg:top-6">
          <DecisionCard
            approval={approval}
            unfolded={unfolded}
            asks={asks}
            onOver={() => void queries.invalidateQueries(trpc.approvals.pathFilter())}
          />
          <Votes approval={approval} />
          <SimilarCalls approval={approval} />
        </div>
      </div>
    </>
  );
}
