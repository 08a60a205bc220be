"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { useTRPCClient } from "../../trpc/client.tsx";
import { describeError } from "../../trpc/describe-error.ts";
import type { Outputs } from "../../trpc/outputs.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StateBadge } from "../inventory/state-badge.tsx";
import { impactWords } from "./impact-words.ts";
import { ReplayGroups } from "./replay-groups.tsx";

export type Impact = Outputs["inventory"]["impact"];

/** What publishing a document would change: by tool, and by calls that were made. */
export function ImpactSummary({ policyId, document }: { policyId: string; document: string }) {
  const client = useTRPCClient();
  const impact = useQuery({
    queryKey: ["policy impact", policyId, document],
    queryFn: () => client.inventory.impact.mutate({ policyId, document }),
    refetchOnWindowFocus: false,
    retry: false,
    staleTime: 30_000,
  });
  if (impact.error) return <Callout tone="warn" title={describeError(impact.error).message} />;
  if (!impact.data) return <SkeletonRows rows={3} />;
  return <ImpactView impact={impact.data} />;
}

function ImpactView({ impact }: { impact: Impact }) {
  const { tools, replay, observing } = impactWords(impact);
  return (
    <div className="grid gap-4">
      {observing ? <Callout tone="warn" title={observing} /> : null}
      <section className="grid gap-2" aria-label="Tools that change">
        <h3 className="font-medium text-sm">{tools}</h3>
        <ToolChanges changes={impact.tools.changes} />
      </section>
      <section className="grid gap-2" aria-label="Recorded calls, judged again">
        <h3 className="font-medium text-sm">{replay.headline}</h3>
        {replay.details.map((sentence) => (
          <p key={sentence} className="text-ink-muted text-sm">
            {sentence}
          </p>
        ))}
        <ReplayGroups groups={impact.replay.groups} />
      </section>
    </div>
  );
}

const firstMax = 8;

function ToolChanges({ changes }: { changes: Impact["tools"]["changes"] }) {
  const [all, setAll] = useState(false);
  if (changes.length === 0) return null;
  return (
    <>
      <ul className="divide-y rounded-md border bg-surface">
        {changes.slice(0, all ? undefined : firstMax).map(({ tool, before, after }) => (
          <li key={tool} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-3 py-1.5">
            <code className="min-w-0 break-all font-mono text-xs">{tool}</code>
            <span className="flex items-center gap-1.5">
              {before ? <StateBadge state={before.state} /> : <Badge>No policy</Badge>}
              <ArrowRight className="size-3.5 text-ink-muted" aria-label="becomes" />
              <StateBadge state={after.state} />
            </span>
            {after.approvers ? (
              <span className="w-full text-ink-muted text-xs">
                {after.state === "approval" ? "Held" : "Some calls held"} for approval by {after.approvers}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      {changes.length > firstMax ? (
        <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => setAll(!all)}>
          {all ? "Show fewer" : `Show all ${changes.length}`}
        </Button>
      ) : null}
    </>
  );
}
