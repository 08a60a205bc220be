"use client";

import dynamic from "next/dynamic";
import type { Outputs } from "../../../trpc/outputs.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import type { Chart } from "./charts.ts";

/** The drawing library is large and is fetched where a chart is shown. */
const TrendChart = dynamic(() => import("./trend-chart.tsx"), { ssr: false, loading: () => <Skeleton className="h-32" /> });

/** A chart under its title and its sum; the sum is what a screen reader gets of it. */
export function TrendFigure({ chart, trends }: { chart: Chart; trends: Outputs["decision"]["trends"] | undefined }) {
  return (
    <figure className="min-w-0 rounded-lg border bg-surface p-3 shadow-card">
      <figcaption className="mb-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="text-ink-muted text-xs">{chart.title}</span>
        <span className="font-semibold text-sm tabular-nums">{trends ? chart.total(trends.points) : "…"}</span>
      </figcaption>
      <div aria-hidden className="h-32">
        {trends ? <TrendChart chart={chart} trends={trends} /> : <Skeleton className="h-32" />}
      </div>
      <ul className="mt-1.5 flex flex-wrap gap-x-3 text-ink-muted text-xs" aria-hidden>
        {chart.series.map(({ key, colour }) => (
          <li key={key} className="inline-flex items-center gap-1">
            <span className="size-2 rounded-xs" style={{ background: colour }} />
            {key}
          </li>
        ))}
      </ul>
    </figure>
  );
}
