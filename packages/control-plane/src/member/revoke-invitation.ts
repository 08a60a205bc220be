import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id, RoleName } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { requireRank } from "./rank.ts";

export const RevokeInvitationInput = z.strictObject({ id: Id });
export type RevokeInvitationInput = z.input<typeof RevokeInvitationInput>;

/** Ends an invitation before it is used. */
export async function revokeInvitation(ctx: Context, input: RevokeInvitationInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(RevokeInvitationInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const invitation = await tx.invitation.findFirst({ where: { organizationId, id, acceptedAt: null } });
    if (!invitation) throw notFound("invitation");
    requireRank(ctx.caller, RoleName.parse(invitation.role));
    // Counted, not assumed: it may have been accepted since it was read.
    const { count } = await tx.invitation.deleteMany({ where: { organizationId, id, acceptedAt: null } });
    if (count === 0) throw notFound("invitation");
    const { email, role } = invitation;
    await recordAudit(tx, ctx, { action: "invitation.revoke", target: { kind: "invitation", id, name: email }, before: { email, role } });
  });
}
