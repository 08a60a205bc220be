"use client";

import dynamic from "next/dynamic";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

/** The editor is the heaviest part of the dashboard, so it is fetched only where one is shown. */
export const LazyPolicyEditor = dynamic(() => import("./policy-editor.tsx"), { ssr: false, loading: () => <SkeletonRows rows={8} /> });
