import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Id, Password, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import { passwordChangedMail } from "../mail/messages.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { endSessions } from "./session.ts";
import { countTry, giveBack } from "./throttle.ts";

export const ChangePasswordInput = z.strictObject({
  userId: Id,
  /** The session that stays. */
  sessionId: Id,
  oldPassword: z.string().min(1, "Enter your password of now.").max(1_000, "This password is too long."),
  newPassword: Password,
  source: Source,
});
export type ChangePasswordInput = z.input<typeof ChangePasswordInput>;

/**
 * Changes a password by the old one and ends every other session. Guessing at the old one counts like guessing at the door.
 * @throws ControlPlaneError invalid (wrong old password, or one that is the address), conflict (an account that has none), throttled
 */
export async function changePassword(cp: ControlPlane, input: ChangePasswordInput): Promise<void> {
  const { userId, sessionId, oldPassword, newPassword, source } = readInput(ChangePasswordInput, input);
  const account = await outsideOrganizations(cp, (tx) =>
    tx.userAccount.findUniqueOrThrow({ where: { id: userId }, select: { email: true, passwordHash: true } }),
  );
  const { email, passwordHash } = account;
  if (passwordHash === null)
    throw new ControlPlaneError("conflict", "Your account has no password: you sign in with a provider. Set one with a reset link.");
  if (newPassword.toLowerCase() === email) throw at("/newPassword", "Use something else than your e-mail address.");
  await countTry(cp, { email, source });
  if (!(await verifyPassword(passwordHash, oldPassword))) throw at("/oldPassword", "This is not your password of now.");
  const fresh = await hashPassword(newPassword);
  await outsideOrganizations(cp, async (tx) => {
    await giveBack(tx, cp, { email, source });
    await tx.userAccount.update({ where: { id: userId }, data: { passwordHash: fresh } });
    await tx.passwordReset.deleteMany({ where: { userId } });
    await endSessions(tx, cp, userId, { except: sessionId });
    await auditEverywhere(tx, cp, { userId, email, source, action: "member.change_password" });
  });
  // A courtesy: nobody waits for it, and nothing depends on it.
  void cp.mailer?.send(passwordChangedMail({ to: email })).catch(() => undefined);
}

const at = (pointer: string, message: string) => new ControlPlaneError("invalid", message, { issues: [{ pointer, message }] });
