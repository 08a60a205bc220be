import { z } from "zod";
import { Email, Name, Password, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { accountExists, createAccount } from "./join.ts";
import { hashPassword } from "./password.ts";
import { type NewSession, startSession } from "./session.ts";
import { countTry, giveBack } from "./throttle.ts";

export const SignUpInput = z
  .strictObject({
    name: Name,
    email: Email,
    password: Password,
    /** Left out: named after the user. Not used with an invitation, which leads into an organization that exists. */
    organizationName: Name.optional(),
    invitationToken: z.string().min(1).max(200).optional(),
    source: Source,
    userAgent: z.string().optional(),
  })
  .refine(({ email, password }) => password.toLowerCase() !== email, {
    path: ["password"],
    message: "Use something else than your e-mail address.",
  });
export type SignUpInput = z.input<typeof SignUpInput>;

/**
 * Creates user, organization and ownership in one transaction, and signs the user in. Asking for addresses that are taken counts as a
 * failed try of the source, so that accounts cannot be listed by trying; accounts that one network makes for itself are counted too.
 * @throws ControlPlaneError closed, conflict (address taken), not_found (invitation), throttled
 */
export async function signUp(cp: ControlPlane, input: SignUpInput): Promise<{ userId: string; organizationSlug: string } & NewSession> {
  const { name, email, password, organizationName, invitationToken, source, userAgent } = readInput(SignUpInput, input);
  // An invitation is somebody's word for this account; without one the network has made another account for itself.
  await countTry(cp, { source, signsUp: invitationToken === undefined });
  const passwordHash = await hashPassword(password);
  const account = await createAccount(cp, {
    email,
    name,
    organizationName,
    invitationToken,
    source,
    insertAccount: async (tx) => {
      if (await tx.userAccount.findUnique({ where: { email }, select: { id: true } })) throw accountExists();
      const id = cp.newId();
      await tx.userAccount.create({ data: { id, email, name, passwordHash } });
      return id;
    },
  });
  return outsideOrganizations(cp, async (tx) => {
    await giveBack(tx, cp, { source });
    return { ...account, ...(await startSession(tx, cp, { userId: account.userId, source, userAgent })) };
  });
}
