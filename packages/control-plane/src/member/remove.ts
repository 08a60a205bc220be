import { z } from "zod";
import { endSessions } from "../account/session.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { endInvitationsAbove, lockedMember, requireAnotherOwner, requireRank } from "./rank.ts";

export const RemoveMemberInput = z.strictObject({ userId: Id });
export type RemoveMemberInput = z.input<typeof RemoveMemberInput>;

/** Ends a membership, the member's sessions and their open invitations. Their account and their grants stay. */
export async function removeMember(ctx: Context, input: RemoveMemberInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  const { userId } = readInput(RemoveMemberInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const member = await lockedMember(tx, ctx.caller, userId);
    requireRank(ctx.caller, member.role);
    requireAnotherOwner(member);
    await tx.membership.delete({ where: { organizationId_userId: { organizationId, userId } } });
    await endInvitationsAbove(tx, ctx.caller, userId, null);
    await endSessions(tx, ctx, userId);
    await recordAudit(tx, ctx, { action: "member.remove", target: { kind: "member", id: userId }, before: { role: member.role } });
  });
}
