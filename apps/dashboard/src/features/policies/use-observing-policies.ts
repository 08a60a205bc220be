import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";

/** Ids of the policies whose live version only observes. */
export function useObservingPolicies(): ReadonlySet<string> {
  const observing = useQuery(useTRPC().policy.observing.queryOptions());
  return new Set(observing.data);
}
