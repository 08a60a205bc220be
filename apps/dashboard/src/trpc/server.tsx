import { dehydrate, type FetchQueryOptions, HydrationBoundary } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { createContext } from "./context.ts";
import { newQueryClient } from "./query-client.ts";
import { appRouter } from "./router/index.ts";

/**
 * Queries for a page that is being rendered: the same procedures, called without HTTP. `prefetch` what the page's
 * components will ask for, then wrap them in `Hydrate`, and they are drawn filled from the first byte. A query that
 * fails here is simply asked again by the browser, where its error is shown.
 * @param organization slug, or null outside of one
 */
export function pageQueries(organization: string | null) {
  const queryClient = newQueryClient();
  const trpc = createTRPCOptionsProxy({
    router: appRouter,
    ctx: async () => createContext({ headers: new Headers(await headers()), organizationSlug: organization }),
    queryClient,
  });
  return {
    trpc,
    // biome-ignore lint/suspicious/noExplicitAny: query options of any shape; nothing is read from them here
    prefetch: (...queries: FetchQueryOptions<any, any, any, any>[]) =>
      Promise.all(queries.map((query) => queryClient.prefetchQuery({ ...query, retry: false }))),
    Hydrate: ({ children }: { children: ReactNode }) => <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>,
  };
}
