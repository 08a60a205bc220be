import type { Tx } from "@portcullis/db";
import type { Caller } from "../caller.ts";
import { atLeast, type Role, roleNames, roles } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";

/** Nobody grants a role above their own; so only an owner makes an owner. @throws ControlPlaneError forbidden */
export function requireRank(caller: Caller, role: Role): void {
  if (atLeast(caller.role, role)) return;
  throw new ControlPlaneError(
    "forbidden",
    `You are ${roleNames[caller.role]}: you cannot give or take the role of ${roleNames[role]}. Ask an owner.`,
  );
}

/** A member of the organization, locked until the transaction ends, with all owners: two owners cannot both see the other stay. */
export async function lockedMember(tx: Tx, { organizationId }: Caller, userId: string): Promise<{ role: Role; owners: number }> {
  const rows = await tx.$queryRaw<{ userId: string; role: Role }[]>`
    SELECT user_id AS "userId", role FROM portcullis.membership
    WHERE organization_id = ${organizationId}::uuid AND (role = 'owner' OR user_id = ${userId}::uuid) ORDER BY user_id FOR UPDATE`;
  const member = rows.find((row) => row.userId === userId);
  if (!member) throw notFound("member");
  return { role: member.role, owners: rows.filter((row) => row.role === "owner").length };
}

/** @throws ControlPlaneError conflict: an organization without an owner could never be administered again */
export function requireAnotherOwner({ role, owners }: { role: Role; owners: number }): void {
  if (role !== "owner" || owners > 1) return;
  throw new ControlPlaneError("conflict", "This is the last owner of the organization. Make somebody else an owner first.");
}

/** Open invitations that a member gave while ranking higher than now end with the rank. */
export async function endInvitationsAbove(tx: Tx, { organizationId }: Caller, userId: string, rank: Role | null): Promise<void> {
  const above = roles.filter((role) => rank === null || !atLeast(rank, role));
  await tx.invitation.deleteMany({ where: { organizationId, invitedBy: userId, acceptedAt: null, role: { in: above } } });
}
