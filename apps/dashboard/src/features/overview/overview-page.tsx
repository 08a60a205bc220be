"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { GettingStarted } from "./getting-started.tsx";
import { Today } from "./today.tsx";

/** The way to the first governed call while there is none yet; afterwards what an owner wants to know first. */
export function OverviewPage() {
  const progress = useQuery(
    useTRPC().organization.progress.queryOptions(undefined, { refetchInterval: ({ state }) => (state.data?.calls ? 60_000 : 3_000) }),
  );
  return (
    <QueryState query={progress} rows={6}>
      {(facts) =>
        facts.calls && facts.servers > 0 && facts.policies > 0 && facts.grants > 0 ? <Today /> : <GettingStarted progress={facts} />
      }
    </QueryState>
  );
}
