import { QueryClient } from "@tanstack/react-query";

/** Refused and invalid requests stay so however often they are sent again; only a lost connection is worth a second try. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => failures < 1 && !("data" in error && error.data) },
    },
  });
}
