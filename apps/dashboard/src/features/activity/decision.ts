import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../trpc/router/index.ts";

export type Decision = inferRouterOutputs<AppRouter>["decision"]["list"][number] & Beside;

/** What policies said beside the decision; absent where the control plane does not keep it. */
type Beside = {
  observed?: { verdict: string; reason: string; rule: string | null } | null;
  shadow?: { policyName: string; policyVersion: number; effect: "allow" | "deny"; reason: string; rule: string | null } | null;
};
