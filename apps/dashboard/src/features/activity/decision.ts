import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "../../trpc/router/index.ts";

export type Decision = inferRouterOutputs<AppRouter>["decision"]["list"][number];
