"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { toast } from "../ui/toast.tsx";
import { batchMax } from "./batch-max.ts";
import { freshLoginLink } from "./fresh-login.ts";
import { newQueryClient } from "./query-client.ts";
import type { AppRouter } from "./router/index.ts";
import { transformer } from "./transformer.ts";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

interface TrpcProviderProps {
  organization?: string;
  /** Of the session for which the page was drawn; goes with every request, and state changes need it. */
  csrfToken: string | null;
  children: ReactNode;
}

/**
 * tRPC for the components below. Inside an organization the slug goes with every request, and the cache belongs to this
 * provider alone: give it `key={slug}`, so that one organization's rows never appear under another's name.
 */
export function TrpcProvider({ organization, csrfToken, children }: TrpcProviderProps) {
  const [queryClient] = useState(newBrowserQueryClient);
  // A layout that is drawn again for a new session brings its token; the client stays the same one.
  const token = useRef(csrfToken);
  useEffect(() => {
    token.current = csrfToken;
  }, [csrfToken]);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        freshLoginLink,
        httpBatchLink({
          url: "/api/trpc",
          transformer,
          maxItems: batchMax,
          headers: () => ({
            ...(organization && { "x-portcullis-organization": organization }),
            ...(token.current && { "x-portcullis-csrf": token.current }),
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function newBrowserQueryClient(): QueryClient {
  const client = newQueryClient();
  client.getQueryCache().config.onError = leaveWhenSignedOut;
  client.getMutationCache().config.onError = (error) => {
    leaveWhenSignedOut(error);
    offerReload(error);
  };
  return client;
}

let leaving = false;

/** Tells that the person leaves by their own wish: requests that fail from now on are nothing to act on. */
export function leaveOnPurpose() {
  leaving = true;
}

/** The page is of an earlier sign-in, perhaps of somebody else's: what it shows may not be theirs any more, so nothing but a reload helps. */
function offerReload(error: Error) {
  if (!(error instanceof TRPCClientError) || error.data?.reason !== "stale_page") return;
  toast("You have signed in again in another tab", {
    description: "This page is of the sign-in before, and changes nothing any more.",
    tone: "error",
    action: { label: "Reload", run: () => location.reload() },
  });
}

/** A session that ended elsewhere: the sign-in page brings the person back to where they were. */
function leaveWhenSignedOut(error: Error) {
  if (leaving || !(error instanceof TRPCClientError) || error.data?.reason !== "unauthenticated" || !location.pathname.startsWith("/o/"))
    return;
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
