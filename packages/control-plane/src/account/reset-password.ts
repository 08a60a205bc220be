import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Password, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import { passwordChangedMail } from "../mail/messages.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { hashPassword } from "./password.ts";
import { endSessions, hashSessionToken } from "./session.ts";
import { countTry, forgetTries, giveBack } from "./throttle.ts";

const Token = z.string().min(1).max(200);
export const ReadPasswordResetInput = z.strictObject({ token: Token });
export type ReadPasswordResetInput = z.input<typeof ReadPasswordResetInput>;
export const ResetPasswordInput = z.strictObject({ token: Token, password: Password, source: Source });
export type ResetPasswordInput = z.input<typeof ResetPasswordInput>;

/** Whose password a link sets; null when it was used, has expired or never was. Looking uses nothing up. */
export async function readPasswordReset(cp: ControlPlane, input: ReadPasswordResetInput): Promise<{ email: string } | null> {
  const { token } = readInput(ReadPasswordResetInput, input);
  const reset = await outsideOrganizations(cp, (tx) => openReset(tx, cp, token));
  return reset && { email: reset.user.email };
}

/**
 * Sets a new password by a mailed link, ends every session and every other link, and forgets the tries at the account.
 * @throws ControlPlaneError not_found for a link that is not open, invalid, throttled
 */
export async function resetPassword(cp: ControlPlane, input: ResetPasswordInput): Promise<{ email: string }> {
  const { token, password, source } = readInput(ResetPasswordInput, input);
  await countTry(cp, { source });
  const passwordHash = await hashPassword(password);
  const email = await outsideOrganizations(cp, async (tx) => {
    const reset = await openReset(tx, cp, token);
    if (!reset) throw resetGone();
    const { id: userId, email } = reset.user;
    if (password.toLowerCase() === email) {
      const message = "Use something else than your e-mail address.";
      throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/password", message }] });
    }
    // Of two uses at once the second finds it used.
    const { count } = await tx.passwordReset.updateMany({ where: { id: reset.id, usedAt: null }, data: { usedAt: cp.clock() } });
    if (count === 0) throw resetGone();
    await tx.passwordReset.deleteMany({ where: { userId, id: { not: reset.id } } });
    await tx.userAccount.update({ where: { id: userId }, data: { passwordHash } });
    await endSessions(tx, cp, userId);
    await forgetTries(tx, cp, email);
    await giveBack(tx, cp, { source });
    await auditEverywhere(tx, cp, { userId, email, source, action: "member.reset_password" });
    return email;
  });
  // A courtesy: nobody waits for it, and nothing depends on it.
  void cp.mailer?.send(passwordChangedMail({ to: email })).catch(() => undefined);
  return { email };
}

const openReset = (tx: Tx, cp: ControlPlane, token: string) =>
  tx.passwordReset.findFirst({
    where: { tokenHash: hashSessionToken(token), usedAt: null, expiresAt: { gt: cp.clock() } },
    select: { id: true, user: { select: { id: true, email: true } } },
  });

const resetGone = () => new ControlPlaneError("not_found", "This link was used or has expired. Ask for a new one.");
