import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { lockedGrant } from "./owned.ts";

export const RevokeGrantInput = z.strictObject({ id: Id });
export type RevokeGrantInput = z.input<typeof RevokeGrantInput>;

/** Ends a grant for good: its tokens stop working within a second. @throws ControlPlaneError conflict when it is revoked already */
export async function revokeGrant(ctx: Context, input: RevokeGrantInput): Promise<void> {
  requireCapability(ctx.caller, "manageGrants");
  const { id } = readInput(RevokeGrantInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { label } = await lockedGrant(tx, ctx.caller, id);
    await tx.accessGrant.update({ where: { organizationId_id: { organizationId, id } }, data: { revokedAt: ctx.clock() } });
    await recordAudit(tx, ctx, { action: "grant.revoke", target: { kind: "grant", id, name: label } });
  });
}
