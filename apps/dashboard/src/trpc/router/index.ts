import { router } from "../procedures.ts";
import { accountRouter } from "./account.ts";
import { apiKeyRouter } from "./api-key.ts";
import { approvalsRouter } from "./approvals.ts";
import { auditRouter } from "./audit.ts";
import { catalogueRouter } from "./catalogue.ts";
import { channelRouter } from "./channel.ts";
import { connectRouter } from "./connect.ts";
import { decisionRouter } from "./decision.ts";
import { exportRouter } from "./export.ts";
import { grantRouter } from "./grant.ts";
import { inventoryRouter } from "./inventory.ts";
import { killRouter } from "./kill.ts";
import { limitRouter } from "./limit.ts";
import { memberRouter } from "./member.ts";
import { noticeRouter } from "./notice.ts";
import { organizationRouter } from "./organization.ts";
import { pinsRouter } from "./pins.ts";
import { policyRouter } from "./policy.ts";
import { recordRouter } from "./record.ts";
import { serverRouter } from "./server.ts";
import { streamRouter } from "./stream.ts";

export const appRouter = router({
  account: accountRouter,
  apiKey: apiKeyRouter,
  approvals: approvalsRouter,
  audit: auditRouter,
  catalogue: catalogueRouter,
  channel: channelRouter,
  connect: connectRouter,
  decision: decisionRouter,
  export: exportRouter,
  grant: grantRouter,
  inventory: inventoryRouter,
  kill: killRouter,
  limit: limitRouter,
  member: memberRouter,
  notice: noticeRouter,
  organization: organizationRouter,
  pins: pinsRouter,
  policy: policyRouter,
  record: recordRouter,
  server: serverRouter,
  stream: streamRouter,
});

export type AppRouter = typeof appRouter;
