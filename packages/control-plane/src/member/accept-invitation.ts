import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Id, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { inOrganization, outsideOrganizations } from "../transaction.ts";
import { invitationGone, openInvitation, useInvitation } from "./invitation.ts";

export const AcceptInvitationInput = z.strictObject({ userId: Id, token: z.string().min(1).max(200), source: Source });
export type AcceptInvitationInput = z.input<typeof AcceptInvitationInput>;

/** Makes a signed-in user a member. The invitation must be for their e-mail address, and works once. */
export async function acceptInvitation(cp: ControlPlane, input: AcceptInvitationInput): Promise<{ organizationSlug: string }> {
  const { userId, token, source } = readInput(AcceptInvitationInput, input);
  const { invitation, user } = await outsideOrganizations(cp, async (tx) => ({
    invitation: await openInvitation(tx, token),
    user: await tx.userAccount.findUnique({ where: { id: userId }, select: { id: true, email: true } }),
  }));
  if (!user) throw new ControlPlaneError("unauthenticated", "Your account no longer exists. Sign in again.");
  if (!invitation) throw invitationGone();
  await inOrganization(cp, invitation.organizationId, (tx) => useInvitation(tx, cp, invitation, { ...user, source }));
  return { organizationSlug: invitation.organizationSlug };
}
