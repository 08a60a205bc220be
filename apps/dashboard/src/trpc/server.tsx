import { dehydrate, type FetchQueryOptions, HydrationBoundary } from "@tanstack/react-query";
import { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { createContext } from "./context.ts";
import { newQueryClient } from "./query-client.ts";
import { appRouter } from "./router/index.ts";

/**
 * Queries for a page that is being rendered: the same procedures, called without HTTP. `prefetch` what the page's
 * components will ask for, then wrap them in `Hydrate`, and they are drawn filled from the first byte. A query that
 * fails here is simply asked again by the browser, where its error is shown; only one that finds nothing makes the whole
 * page "not found".
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
    prefetch: async (...queries: FetchQueryOptions<any, any, any, any>[]) => {
      await Promise.all(queries.map((query) => queryClient.prefetchQuery({ ...query, retry: false })));
      const queried = queryClient.getQueryCache().getAll();
      if (queried.some(({ state }) => state.error instanceof TRPCError && state.error.code === "NOT_FOUND")) notFound();
    },
    Hydrate: ({ children }: { children: ReactNode }) => <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>,
  };
}
