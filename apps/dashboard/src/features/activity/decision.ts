import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../trpc/router/index.ts";

/** With what only its own panel shows. */
export type DecisionDetail = inferRouterOutputs<AppRouter>["decision"]["get"];
export type Decision = inferRouterOutputs<AppRouter>["decision"]["list"][number];
