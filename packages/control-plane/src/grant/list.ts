import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type Grant, readGrants } from "./grant.ts";

/** The organization's grants, newest first, revoked ones among them. */
export async function listGrants(ctx: Context): Promise<Grant[]> {
  requireCapability(ctx.caller, "read");
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readGrants(tx, ctx));
}
