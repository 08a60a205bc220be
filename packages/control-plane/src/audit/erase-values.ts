import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { recordAudit } from "./record.ts";

export const EraseValuesInput = z.strictObject({ /** Whose recorded values are to become unreadable. */ grantId: Id });
export type EraseValuesInput = z.input<typeof EraseValuesInput>;

/**
 * Makes every encrypted value that was recorded of a grant unreadable for good, by destroying its keys. No row of the record changes, so it
 * verifies as before, and counts stay. What the grant does from now on gets a new key.
 */
export async function eraseValues(ctx: Context, input: EraseValuesInput): Promise<{ keys: number }> {
  requireCapability(ctx.caller, "own");
  requireFreshLogin(ctx);
  const { grantId } = readInput(EraseValuesInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const grant = await tx.accessGrant.findFirst({ where: { organizationId, id: grantId }, select: { label: true } });
    if (!grant) throw new ControlPlaneError("not_found", "There is no such grant. It may have been deleted; reload the page.");
    const { count: keys } = await tx.auditDataKey.updateMany({
      where: { organizationId, grantId, sealedKey: { not: null } },
      data: { sealedKey: null, destroyedAt: ctx.clock() },
    });
    await recordAudit(tx, ctx, { action: "record.erase", target: { kind: "grant", id: grantId, name: grant.label }, after: { keys } });
    return { keys };
  });
}
