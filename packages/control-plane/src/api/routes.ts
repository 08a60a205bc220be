import type { Route } from "./route.ts";
import { approvalRoutes } from "./routes/approvals.ts";
import { auditRoutes } from "./routes/audit.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { exportRoutes } from "./routes/exports.ts";
import { grantRoutes } from "./routes/grants.ts";
import { killSwitchRoutes } from "./routes/kill-switches.ts";
import { limitRoutes } from "./routes/limits.ts";
import { policyRoutes } from "./routes/policies.ts";
import { serverRoutes } from "./routes/servers.ts";

/** The management API, version 1. */
export const routes: readonly Route[] = [
  ...serverRoutes,
  ...policyRoutes,
  ...grantRoutes,
  ...decisionRoutes,
  ...approvalRoutes,
  ...limitRoutes,
  ...killSwitchRoutes,
  ...exportRoutes,
  ...auditRoutes,
];
