"use client";

import dynamic from "next/dynamic";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Fetched with its tab: the scanner and the engine are nothing that other pages need. */
export const LazySimulator = dynamic(() => import("./simulator.tsx"), { ssr: false, loading: () => <SkeletonRows rows={8} /> });
