import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import type { PolicySummary } from "./grant.ts";

/** Ids of the policies whose live version only observes. */
export function useObservingPolicies(): ReadonlySet<string> {
  const policies = useQuery(useTRPC().policy.list.queryOptions({}));
  const known: readonly PolicySummary[] = policies.data ?? [];
  return new Set(known.filter(({ liveMode }) => liveMode === "observe").map(({ id }) => id));
}
