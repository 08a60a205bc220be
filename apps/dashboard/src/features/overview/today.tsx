"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../../trpc/client.tsx";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { callsChart, latencyChart, refusalsChart } from "../activity/charts/charts.ts";
import { TrendFigure } from "../activity/charts/trend-figure.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { Attention } from "./attention.tsx";
import { ServerSummaries } from "./server-summaries.tsx";
import { TopRefused } from "./top-refused.tsx";

/** The last day of an organization at work, what needs somebody, and where agents connect. */
export function Today() {
  const { slug, name } = useOrganization();
  const trpc = useTRPC();
  const trends = useQuery({
    ...trpc.decision.trends.queryOptions({ span: "day" }),
    refetchInterval: ({ state }) => (state.data?.complete === false ? 1_500 : 60_000),
  });
  const overview = useQuery({ ...trpc.decision.overview.queryOptions(), refetchInterval: 60_000 });
  return (
    <>
      <PageHeader
        title={name}
        description="The last 24 hours."
        actions={
          <>
            <Button asChild>
              <Link href={`/o/${slug}/inventory`}>Inventory</Link>
            </Button>
            <Button asChild variant="primary">
              <Link href={`/o/${slug}/activity`}>Open activity</Link>
            </Button>
          </>
        }
      />
      <div className="grid gap-5">
        <section aria-label="Calls of the last 24 hours" className="grid gap-3 md:grid-cols-3">
          {[callsChart, refusalsChart, latencyChart].map((chart) => (
            <TrendFigure key={chart.title} chart={chart} trends={trends.data} />
          ))}
        </section>
        {overview.data ? (
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <Attention overview={overview.data} />
            <TopRefused tools={overview.data.topRefused} />
          </div>
        ) : null}
      </div>
      <ServerSummaries />
    </>
  );
}
