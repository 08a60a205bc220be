import { router } from "../procedures.ts";
import { accountRouter } from "./account.ts";
import { auditRouter } from "./audit.ts";
import { memberRouter } from "./member.ts";
import { organizationRouter } from "./organization.ts";
import { serverRouter } from "./server.ts";

export const appRouter = router({
  account: accountRouter,
  audit: auditRouter,
  member: memberRouter,
  organization: organizationRouter,
  server: serverRouter,
});

export type AppRouter = typeof appRouter;
