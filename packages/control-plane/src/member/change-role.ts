import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { endSessions } from "../account/session.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, RoleName } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { endInvitationsAbove, lockedMember, requireAnotherOwner, requireRank } from "./rank.ts";

export const ChangeMemberRoleInput = z.strictObject({ userId: Id, role: RoleName });
export type ChangeMemberRoleInput = z.input<typeof ChangeMemberRoleInput>;

/** Gives a member another role and ends their sessions. @throws ControlPlaneError forbidden (a role above one's own), conflict (last owner) */
export async function changeMemberRole(ctx: Context, input: ChangeMemberRoleInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { userId, role } = readInput(ChangeMemberRoleInput, input);
  requireRank(ctx.caller, role);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const member = await lockedMember(tx, ctx.caller, userId);
    requireRank(ctx.caller, member.role);
    if (member.role === role) return;
    requireAnotherOwner(member);
    await tx.membership.update({ where: { organizationId_userId: { organizationId, userId } }, data: { role } });
    await endInvitationsAbove(tx, ctx.caller, userId, role);
    await endSessions(tx, ctx, userId);
    const target = { kind: "member", id: userId };
    await recordAudit(tx, ctx, { action: "member.change_role", target, before: { role: member.role }, after: { role } });
  });
}
