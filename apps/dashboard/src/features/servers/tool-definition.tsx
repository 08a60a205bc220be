"use client";

import dynamic from "next/dynamic";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** A tool's own words, schema and category. Fetched when the first tool is opened: the list is read without it. */
export const ToolDefinition = dynamic(() => import("./tool-definition-body.tsx"), { loading: () => <SkeletonRows rows={3} /> });
