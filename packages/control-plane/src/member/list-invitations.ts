import type { Context } from "../caller.ts";
import { type Role, requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

export type Invitation = { id: string; email: string; role: Role; invitedAt: Date; expiresAt: Date };

/** The invitations that can still be accepted, newest first. Their links are not among it: those were shown once. */
export async function listInvitations(ctx: Context): Promise<Invitation[]> {
  requireCapability(ctx.caller, "administer");
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.invitation.findMany({ where: { organizationId, acceptedAt: null, expiresAt: { gt: ctx.clock() } }, orderBy: { id: "desc" } }),
  );
  return rows.map(({ id, email, role, createdAt, expiresAt }) => ({ id, email, role: role as Role, invitedAt: createdAt, expiresAt }));
}
