import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Email, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { verifyPassword } from "./password.ts";
import { type NewSession, startSession } from "./session.ts";
import { countTry, giveBack } from "./throttle.ts";

export const SignInInput = z.strictObject({
  email: Email,
  // Not the rules of a new password: a wrong one of any form is a wrong one.
  password: z.string().min(1, "Enter your password.").max(1_000, "This password is too long."),
  source: Source,
  userAgent: z.string().optional(),
});
export type SignInInput = z.input<typeof SignInInput>;

/**
 * Signs in with e-mail and password.
 * @throws ControlPlaneError unauthenticated (one answer, in about the same time, for a wrong password and an unknown account), throttled
 */
export async function signIn(cp: ControlPlane, input: SignInInput): Promise<{ userId: string } & NewSession> {
  const { email, password, source, userAgent } = readInput(SignInInput, input);
  await countTry(cp, { email, source });
  const account = await outsideOrganizations(cp, (tx) =>
    tx.userAccount.findUnique({ where: { email }, select: { id: true, passwordHash: true } }),
  );
  const fits = await verifyPassword(account?.passwordHash, password);
  // Not waited for: how long the answer takes must not tell whether there is such an account.
  if (account && !fits) void recordFailure(cp, { userId: account.id, email, source });
  if (!account || !fits)
    throw new ControlPlaneError("unauthenticated", "E-mail address or password is wrong.", {
      operator: `sign-in refused, source ${source}`,
    });
  return outsideOrganizations(cp, async (tx) => {
    await giveBack(tx, cp, { email, source });
    await auditEverywhere(tx, cp, { userId: account.id, email, source, action: "access.sign_in" });
    return { userId: account.id, ...(await startSession(tx, cp, { userId: account.id, source, userAgent })) };
  });
}

/** Tries are throttled per account, and so are these rows. */
const recordFailure = (cp: ControlPlane, who: { userId: string; email: string; source: string }): Promise<void> =>
  outsideOrganizations(
    cp,
    async (tx) => void (await auditEverywhere(tx, cp, { ...who, action: "access.sign_in_failed", actor: somebody })),
  ).catch(() => undefined);
const somebody = { id: null, name: "(not signed in)" };
