import type { Tx } from "@portcullis/db";
import { ControlPlaneError } from "../errors.ts";
import { invitationGone, type OpenInvitation, openInvitation, useInvitation } from "../member/invitation.ts";
import type { ControlPlane } from "../open.ts";
import { founding, insertOrganization } from "../organization/found.ts";
import { inOrganization, outsideOrganizations, UniqueViolation } from "../transaction.ts";

export type NewAccount = {
  email: string;
  name: string;
  organizationName?: string;
  invitationToken?: string;
  source: string;
  /** Writes the account and what belongs to it; runs inside the transaction, perhaps more than once. */
  insertAccount: (tx: Tx) => Promise<string>;
};

/**
 * Account and membership in one transaction: of the invitation's organization, else of a new one that the user owns.
 * @throws ControlPlaneError closed, when sign-up is closed and there is no invitation
 */
export async function createAccount(cp: ControlPlane, account: NewAccount): Promise<{ userId: string; organizationSlug: string }> {
  const invitation = await invitationOf(cp, account.invitationToken);
  if (invitation) return joinByInvitation(cp, invitation, account);
  if (cp.signUp === "closed")
    throw new ControlPlaneError("closed", "Sign-up is closed on this installation. Ask an owner of an organization for an invitation.");
  const name = account.organizationName ?? `${account.name}'s organization`.slice(-100);
  return founding(cp, async (tx, id) => {
    const userId = await account.insertAccount(tx);
    return { userId, organizationSlug: await insertOrganization(tx, cp, { id, name, ownerId: userId, source: account.source }) };
  });
}

async function invitationOf(cp: ControlPlane, token: string | undefined): Promise<OpenInvitation | null> {
  if (token === undefined) return null;
  const invitation = await outsideOrganizations(cp, (tx) => openInvitation(tx, token));
  if (!invitation) throw invitationGone();
  return invitation;
}

async function joinByInvitation(cp: ControlPlane, invitation: OpenInvitation, { email, source, insertAccount }: NewAccount) {
  const userId = await inOrganization(cp, invitation.organizationId, async (tx) => {
    const id = await insertAccount(tx);
    await useInvitation(tx, cp, invitation, { id, email, source });
    return id;
  }).catch((error: unknown) => {
    throw error instanceof UniqueViolation ? accountExists() : error;
  });
  return { userId, organizationSlug: invitation.organizationSlug };
}

export const accountExists = () =>
  new ControlPlaneError("conflict", "An account with this e-mail address exists. Sign in instead.", {
    issues: [{ pointer: "/email", message: "An account with this e-mail address exists. Sign in instead." }],
  });
