import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Email, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { createAccount } from "./join.ts";
import { endSessions, type NewSession, startSession } from "./session.ts";

export const SignInWithProviderInput = z.strictObject({
  provider: z.enum(["github", "google"]),
  providerAccountId: z.string().min(1).max(200),
  email: Email,
  /** What the provider says about the address. Never true by default. */
  emailVerified: z.boolean(),
  name: z.string().max(1_000),
  invitationToken: z.string().min(1).max(200).optional(),
  source: Source,
  userAgent: z.string().optional(),
});
export type SignInWithProviderInput = z.input<typeof SignInWithProviderInput>;
type Input = z.output<typeof SignInWithProviderInput>;

/**
 * Signs in somebody whom a provider has authenticated: by the identity that is linked already, else by a verified e-mail address, else by
 * a new account where sign-up is open or an invitation is given.
 * @throws ControlPlaneError unauthenticated (address not verified), closed
 */
export async function signInWithProvider(cp: ControlPlane, input: SignInWithProviderInput): Promise<{ userId: string } & NewSession> {
  const identity = readInput(SignInWithProviderInput, input);
  const known = await outsideOrganizations(cp, (tx) => linkedUser(tx, cp, identity));
  const userId = known ?? (await newUser(cp, identity));
  const { source, userAgent } = identity;
  return outsideOrganizations(cp, async (tx) => {
    if (known !== null) await auditEverywhere(tx, cp, { userId, email: identity.email, source, action: "access.sign_in" });
    return { userId, ...(await startSession(tx, cp, { userId, source, userAgent })) };
  });
}

async function linkedUser(tx: Tx, cp: ControlPlane, { provider, providerAccountId, email, emailVerified }: Input): Promise<string | null> {
  const where = { provider_providerAccountId: { provider, providerAccountId } };
  const identity = await tx.userIdentity.findUnique({ where, select: { userId: true } });
  if (identity) return identity.userId;
  if (!emailVerified)
    throw new ControlPlaneError(
      "unauthenticated",
      "Your provider does not vouch for your e-mail address. Verify it there, then sign in again.",
      {
        operator: `${provider} sent an unverified address`,
      },
    );
  const account = await tx.userAccount.findUnique({ where: { email }, select: { id: true, _count: { select: { userIdentities: true } } } });
  if (!account) return null;
  // Anybody may have signed up with this address before its owner came. From here on the proof is the provider's word: what the first
  // comer set ends.
  if (account._count.userIdentities === 0) {
    await tx.userAccount.update({ where: { id: account.id }, data: { passwordHash: null } });
    await endSessions(tx, cp, account.id);
  }
  await tx.userIdentity.create({ data: { provider, providerAccountId, userId: account.id } });
  return account.id;
}

async function newUser(cp: ControlPlane, { provider, providerAccountId, email, name, invitationToken, source }: Input): Promise<string> {
  const shown =
    name
      .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "")
      .trim()
      .slice(0, 100) || (email.split("@")[0] as string);
  const { userId } = await createAccount(cp, {
    email,
    name: shown,
    invitationToken,
    source,
    insertAccount: async (tx) => {
      const id = cp.newId();
      await tx.userAccount.create({ data: { id, email, name: shown } });
      await tx.userIdentity.create({ data: { provider, providerAccountId, userId: id } });
      return id;
    },
  });
  return userId;
}
