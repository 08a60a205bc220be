import { dehydrate, type FetchInfiniteQueryOptions, type FetchQueryOptions, HydrationBoundary } from "@tanstack/react-query";
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
 * fails here is simply asked again by the browser, where its error is shown. What the address names is fetched by `subject`: where it
 * finds nothing, or the address cannot name anything, the whole page is "not found".
 * @param organization slug, or null outside of one
 */
export function pageQueries(organization: string | null) {
  const queryClient = newQueryClient();
  const trpc = createTRPCOptionsProxy({
    router: appRouter,
    ctx: async () => createContext({ headers: new Headers(await headers()), organizationSlug: organization }),
    queryClient,
  });
  // biome-ignore lint/suspicious/noExplicitAny: query options of any shape; nothing is read from them here
  type Query = FetchQueryOptions<any, any, any, any>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  type Pages = FetchInfiniteQueryOptions<any, any, any, any, any>;
  const prefetch = async (...queries: Query[]) => {
    await Promise.all(queries.map((query) => queryClient.prefetchQuery({ ...query, retry: false })));
  };
  return {
    trpc,
    prefetch,
    /** The first page of a list that grows. */
    prefetchPages: async (query: Pages) => {
      await queryClient.prefetchInfiniteQuery({ ...query, retry: false });
    },
    subject: async (query: Query) => {
      await prefetch(query);
      const error: unknown = queryClient.getQueryCache().find({ queryKey: query.queryKey })?.state.error;
      if (error instanceof TRPCError && (error.code === "NOT_FOUND" || error.code === "BAD_REQUEST")) notFound();
    },
    Hydrate: ({ children }: { children: ReactNode }) => <HydrationBoundary state={dehydrate(queryClient)}>{children}</HydrationBoundary>,
  };
}
