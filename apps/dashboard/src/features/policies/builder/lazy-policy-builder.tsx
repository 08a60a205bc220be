"use client";

import dynamic from "next/dynamic";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

/** Fetched only where a policy is open: the first page of the dashboard does without. */
export const LazyPolicyBuilder = dynamic(() => import("./policy-builder.tsx"), { ssr: false, loading: () => <SkeletonRows rows={8} /> });
