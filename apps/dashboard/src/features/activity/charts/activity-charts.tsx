"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import type { Filters } from "../filters.ts";
import { callsChart, latencyChart, refusalsChart, watchedChart } from "./charts.ts";
import { TrendFigure } from "./trend-figure.tsx";

const spanOf = { "15m": "hour", "1h": "hour", "24h": "day", "7d": "week", "30d": "month" } as const;
const spanWords = { hour: "the last hour", day: "the last 24 hours", week: "the last 7 days", month: "the last 30 days" };

/** Calls over the chosen time, of the chosen grant and server. Other filters narrow the list alone, and that is said. */
export function ActivityCharts({ filters: { range = "24h", grant, server, ...others } }: { filters: Filters }) {
  const span = spanOf[range];
  const trends = useQuery({
    ...useTRPC().decision.trends.queryOptions({ span, grantId: grant, serverSlug: server }),
    refetchInterval: ({ state }) => (state.data && !state.data.complete ? 1_500 : span === "hour" ? 15_000 : 60_000),
    placeholderData: (before) => before,
  });
  if (trends.error && !trends.data) return <p className="text-ink-muted text-sm">{describeError(trends.error).message}</p>;
  // Four empty charts say less than one sentence.
  if (trends.data?.complete && trends.data.points.every(({ calls, observed, disagreed }) => calls + observed + disagreed === 0))
    return <p className="text-ink-muted text-xs">{`No calls to draw in ${spanWords[span]}${of(grant, server)}.`}</p>;
  const narrowed = Object.keys(others).some((name) => name !== "all");
  return (
    <section aria-label="Charts" className="grid gap-2">
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {[callsChart, refusalsChart, latencyChart, watchedChart].map((chart) => (
          <TrendFigure key={chart.title} chart={chart} trends={trends.data} />
        ))}
      </div>
      <p className="text-ink-muted text-xs">
        {`Calls of ${spanWords[span]}${of(grant, server)}.`}
        {narrowed ? " The other filters narrow the list only." : ""}
        {trends.data?.complete === false ? " Older calls are still being added up." : ""}
      </p>
    </section>
  );
}

const of = (grant: string | undefined, server: string | undefined) => (grant || server ? ", of the chosen grant and server" : "");
