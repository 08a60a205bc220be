import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../trpc/router/index.ts";

type Outputs = inferRouterOutputs<AppRouter>["policy"];
export type PolicySummary = Outputs["list"][number];
export type PolicyDetail = Outputs["get"];
export type PolicyVersion = Outputs["versions"][number];

/** "2 grants"; undefined while the count is on its way. */
export function grantsPhrase(count: number | undefined): string {
  if (count === undefined) return "its grants";
  return count === 0 ? "no grants" : count === 1 ? "1 grant" : `${count} grants`;
}
