import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { countMail } from "../account/throttle.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability, roleNames } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Email, RoleName } from "../fields.ts";
import { readInput } from "../input.ts";
import type { Mail } from "../mail/mailer.ts";
import { invitationMail } from "../mail/messages.ts";
import { inOrganization } from "../transaction.ts";
import { hashInvitationToken, invitationSeconds } from "./invitation.ts";
import { requireRank } from "./rank.ts";

export const InviteMemberInput = z.strictObject({ email: Email, role: RoleName });
export type InviteMemberInput = z.input<typeof InviteMemberInput>;

export type MadeInvitation = {
  id: string;
  expiresAt: Date;
  invitationUrl: string;
  token: string;
  /** `off`: this installation sends no mail. `failed`: the mail server did not take it; whoever invites hands the link over. */
  mail: "sent" | "failed" | "off";
};

/** Makes an invitation link, open for 7 days, and mails it where mail is set up. A new one for the same address replaces the old. */
export async function inviteMember(ctx: Context, input: InviteMemberInput): Promise<MadeInvitation> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { email, role } = readInput(InviteMemberInput, input);
  requireRank(ctx.caller, role);
  const { organizationId, userId: invitedBy } = ctx.caller;
  if (ctx.mailer !== null) await countMail(ctx, { userId: invitedBy, to: email });
  const id = ctx.newId();
  const token = ctx.random(32).toString("base64url");
  const expiresAt = new Date(ctx.clock().getTime() + invitationSeconds * 1000);
  const names = await inOrganization(ctx, organizationId, async (tx) => {
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
    const { name: organizationName } = await tx.organization.findFirstOrThrow({ where: { id: organizationId }, select: { name: true } });
    const inviter = await tx.userAccount.findUnique({ where: { id: invitedBy }, select: { name: true } });
    return { organizationName, inviterName: inviter?.name ?? "A member" };
  });
  const url = `${ctx.dashboardUrl}/invitations/${token}`;
  const mail = await mailed(ctx, invitationMail({ to: email, ...names, roleName: roleNames[role], url, expiresAt }));
  return { id, expiresAt, invitationUrl: url, token, mail };
}

/** The invitation stands whether or not its mail goes out. */
async function mailed({ mailer }: Context, mail: Mail): Promise<MadeInvitation["mail"]> {
  if (mailer === null) return "off";
  try {
    await mailer.send(mail);
    return "sent";
  } catch {
    return "failed";
  }
}
