import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "./router/index.ts";

/** What the procedures answer, for the props of components: `Outputs["server"]["get"]`. */
export type Outputs = inferRouterOutputs<AppRouter>;
