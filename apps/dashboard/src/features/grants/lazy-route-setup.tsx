"use client";

import dynamic from "next/dynamic";
import { Callout } from "../../ui/callout.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** The configuration of clients, fetched while the form is filled in. One that cannot be fetched takes no token with it that is shown above. */
export const LazyRouteSetup = dynamic(() => fetchRouteSetup().catch(() => Missing), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} />,
});

export const fetchRouteSetup = () => import("../connect/route-setup.tsx").then((part) => part.RouteSetup);

const Missing = () => (
  <Callout tone="warn" title="The configuration could not be loaded.">
    Copy the token first; Connect then shows the configuration of every client.
  </Callout>
);
