import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Email, RoleName } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { hashInvitationToken, invitationSeconds } from "./invitation.ts";
import { requireRank } from "./rank.ts";

export const InviteMemberInput = z.strictObject({ email: Email, role: RoleName });
export type InviteMemberInput = z.input<typeof InviteMemberInput>;

/** Makes an invitation link, shown once, open for 7 days. A new one for the same address replaces the old. */
export async function inviteMember(
  ctx: Context,
  input: InviteMemberInput,
): Promise<{ id: string; invitationUrl: string; token: string; expiresAt: Date }> {
  requireCapability(ctx.caller, "administer");
  const { email, role } = readInput(InviteMemberInput, input);
  requireRank(ctx.caller, role);
  const { organizationId, userId: invitedBy } = ctx.caller;
  const id = ctx.newId();
  const token = ctx.random(32).toString("base64url");
  const expiresAt = new Date(ctx.clock().getTime() + invitationSeconds * 1000);
  await inOrganization(ctx, organizationId, async (tx) => {
    if (await tx.membership.findFirst({ where: { organizationId, user: { email } }, select: { userId: true } }))
      throw new ControlPlaneError("conflict", "This address belongs to a member already.", {
        issues: [{ pointer: "/email", message: "This address belongs to a member already." }],
      });
    const open = await tx.invitation.findMany({ where: { organizationId, email, acceptedAt: null }, select: { role: true } });
    // Replacing is taking away: an admin must not end the invitation of an owner.
    for (const { role } of open) requireRank(ctx.caller, RoleName.parse(role));
    await tx.invitation.deleteMany({ where: { organizationId, email, acceptedAt: null } });
    await tx.invitation.create({ data: { organizationId, id, email, role, tokenHash: hashInvitationToken(token), invitedBy, expiresAt } });
    await recordAudit(tx, ctx, { action: "invitation.create", target: { kind: "invitation", id, name: email }, after: { email, role } });
  });
  return { id, invitationUrl: `${ctx.dashboardUrl}/invitations/${token}`, token, expiresAt };
}
