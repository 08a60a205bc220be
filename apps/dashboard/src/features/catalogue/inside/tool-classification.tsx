"use client";

import { categoryWords, revealHidden } from "@portcullis/catalogue";
import { useMemo } from "react";
import type { Outputs } from "../../../trpc/outputs.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { CategoryBadge } from "./category-badge.tsx";
import { type ClassifiedServer, classificationOf } from "./classification-of.ts";
import { EvidenceList, SignalList } from "./evidence-list.tsx";
import { OverrideDialog } from "./override-dialog.tsx";
import { RiskBadge } from "./risk-badge.tsx";

export type ClassifiedTool = Outputs["server"]["get"]["tools"][number];

/** What a tool does, by which words, what else stands out, and whether a person has said otherwise; with the way to say so. */
export function ToolClassification({ tool, server }: { tool: ClassifiedTool; server: ClassifiedServer & { slug: string } }) {
  const { may } = useOrganization();
  const { evidence, signals } = useMemo(() => classificationOf(tool, server), [tool, server]);
  const { category, risk, classifiedAs, override } = tool;
  return (
    <section aria-label={`Classification of ${tool.name}`} className="grid gap-4 rounded-lg border bg-surface px-4 py-3.5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <CategoryBadge category={category} overridden={override !== undefined} className="text-sm" />
          <RiskBadge risk={risk} />
          <span className="text-ink-muted text-xs">
            Policies select it with <code className="font-mono">@{category}</code>
          </span>
        </div>
        {may("overrideCategories") ? <OverrideDialog tool={tool} serverSlug={server.slug} /> : null}
      </div>
      {override ? (
        <p className="border-accent border-l-2 pl-3 text-sm">
          {override.setBy} set this <RelativeTime at={override.setAt} />: “{revealHidden(override.reason)}”{" "}
          <span className="text-ink-muted">Its own words say {categoryWords[classifiedAs].name}.</span>
        </p>
      ) : (
        <p className="max-w-3xl text-ink-muted text-sm">{categoryWords[category].meaning}</p>
      )}
      <div className="grid gap-2">
        <h4 className="font-medium text-xs">
          {override ? `Why its words say ${categoryWords[classifiedAs].name}` : `Why ${categoryWords[category].name}`}
        </h4>
        <EvidenceList evidence={evidence} />
      </div>
      {signals.length > 0 ? (
        <div className="grid gap-2">
          <h4 className="font-medium text-xs">Worth a look</h4>
          <SignalList signals={signals} />
        </div>
      ) : null}
    </section>
  );
}
