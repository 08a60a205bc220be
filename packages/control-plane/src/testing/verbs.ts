import type { Context } from "../caller.ts";
import * as verbs from "../index.ts";
import { approvalsCases } from "./verb-cases/approvals.ts";
import { grantsCases } from "./verb-cases/grants.ts";
import { organizationCases } from "./verb-cases/organization.ts";
import { serversCases } from "./verb-cases/servers.ts";
import type { VerbCase } from "./world.ts";

/** Every verb of an organization, once. */
export const verbCases: readonly VerbCase[] = [...organizationCases, ...serversCases, ...grantsCases, ...approvalsCases];

/** Verbs that take no caller: they come before a session, or make one. */
export const callerlessVerbs = [
  "acceptInvitation",
  "applySetup",
  "catalogueCounts",
  "changePassword",
  "confirmLogin",
  "createOrganization",
  "exportRecord",
  "endSession",
  "getCatalogueServer",
  "getCatalogueTool",
  "importCatalogue",
  "installationSwitch",
  "killAsOperator",
  "killInstallation",
  "killedForOperator",
  "listCatalogueNames",
  "listContactMessages",
  "listSessions",
  "migrateDatabase",
  "ping",
  "previewSlug",
  "readInvitation",
  "readPasswordReset",
  "readProfile",
  "readSession",
  "reclassify",
  "recoverAccount",
  "rotateKeys",
  "releaseAsOperator",
  "releaseInstallation",
  "renameAccount",
  "requestPasswordReset",
  "resetPassword",
  "searchCatalogue",
  "sendContactMessage",
  "signIn",
  "signInWithProvider",
  "signOut",
  "signOutEverywhere",
  "signUp",
] as const satisfies readonly (keyof typeof verbs)[];

/** Verbs that end the organization, or the caller's place in it: no two roles can try them on one, so they have tests of their own. */
export const endingVerbs = ["deleteOrganization", "leaveOrganization"] as const satisfies readonly (keyof typeof verbs)[];

/** Exported functions that are no verbs. `exportAuditEvents` and `exportEvents` are streams, tested in their rooms. */
export const plainFunctions = [
  "callerFor",
  "checkToken",
  "deriveSecret",
  "exportAuditEvents",
  "exportEvents",
  "hashToken",
  "managementApi",
  "may",
  "newToken",
  "openControlPlane",
  "openMailer",
  "parseKeyring",
  "parseSetup",
  "roleUrl",
  "tokenPepper",
] as const satisfies readonly (keyof typeof verbs)[];

export const run = (verb: VerbCase, ctx: Context, input: unknown): Promise<unknown> => {
  const functions: Record<string, unknown> = { ...verbs };
  return (functions[verb.name] as (ctx: Context, input: unknown) => Promise<unknown>)(ctx, input);
};
