import { createHash } from "node:crypto";
import type { Tx } from "@portcullis/db";
import { recordAudit } from "../audit/record.ts";
import type { Role } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import type { ControlPlane } from "../open.ts";

export const invitationSeconds = 7 * 24 * 3600;

/** An open invitation, found by its token. */
export type OpenInvitation = {
  organizationId: string;
  organizationSlug: string;
  organizationName: string;
  id: string;
  email: string;
  role: Role;
};

/** Plain SHA-256: the token has 256 random bits. */
export const hashInvitationToken = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash("sha256").update(token).digest());

/** The invitation of a token while it is open; null when it never was, was used, revoked or has expired. */
export async function openInvitation(tx: Tx, token: string): Promise<OpenInvitation | null> {
  const rows = await tx.$queryRaw<OpenInvitation[]>`
    SELECT organization_id AS "organizationId", organization_slug AS "organizationSlug", organization_name AS "organizationName", id, email, role
    FROM portcullis.invitation_by_token(${hashInvitationToken(token)})`;
  return rows[0] ?? null;
}

/**
 * Makes a user a member by an invitation. The transaction must be that of the invitation's organization.
 * @throws ControlPlaneError forbidden when the invitation is for another address; conflict when it was used in this very moment
 */
export async function useInvitation(
  tx: Tx,
  cp: ControlPlane,
  invitation: OpenInvitation,
  user: { id: string; email: string; source?: string },
): Promise<void> {
  if (invitation.email !== user.email)
    throw new ControlPlaneError(
      "forbidden",
      `This invitation is for ${invitation.email}. Sign in with that address, or ask for one for yours.`,
    );
  const { organizationId, id, role } = invitation;
  const { count } = await tx.invitation.updateMany({ where: { organizationId, id, acceptedAt: null }, data: { acceptedAt: cp.clock() } });
  if (count === 0) throw invitationGone();
  const member = await tx.membership.findFirst({ where: { organizationId, userId: user.id }, select: { role: true } });
  if (member)
    throw new ControlPlaneError("conflict", "You are a member of this organization already. Open it from the list of your organizations.");
  await tx.membership.create({ data: { organizationId, userId: user.id, role } });
  const caller = {
    userId: user.id,
    organizationId,
    organizationSlug: invitation.organizationSlug,
    role,
    signedInAt: "machine" as const,
    source: user.source,
  };
  await recordAudit(
    tx,
    { ...cp, caller },
    { action: "member.join", target: { kind: "member", id: user.id, name: user.email }, after: { role } },
  );
}

export const invitationGone = () =>
  new ControlPlaneError("not_found", "This invitation was used, revoked or has expired. Ask for a new one.");
