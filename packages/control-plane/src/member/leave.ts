import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { endInvitationsAbove, lockedMember, requireAnotherOwner } from "./rank.ts";

/** Ends the caller's own membership and the invitations they gave. Their grants stay: they belong to the organization. */
export async function leaveOrganization(ctx: Context): Promise<void> {
  requireCapability(ctx.caller, "read");
  const { organizationId, userId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const member = await lockedMember(tx, ctx.caller, userId);
    requireAnotherOwner(member);
    await tx.membership.delete({ where: { organizationId_userId: { organizationId, userId } } });
    await endInvitationsAbove(tx, ctx.caller, userId, null);
    const { email } = await tx.userAccount.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    await recordAudit(tx, ctx, {
      action: "member.leave",
      target: { kind: "member", id: userId, name: email },
      before: { role: member.role },
    });
  });
}
