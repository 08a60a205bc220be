import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type ApiKey, readApiKeys } from "./api-key.ts";
import { requirePerson } from "./person.ts";

/** The organization's API keys, newest first, revoked ones among them. The keys themselves are not part of it. */
export async function listApiKeys(ctx: Context): Promise<ApiKey[]> {
  requirePerson(ctx.caller);
  requireCapability(ctx.caller, "administer");
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readApiKeys(tx, ctx.caller));
}
