import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Id, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { verifyPassword } from "./password.ts";
import { liveSession } from "./session.ts";
import { countTry, giveBack } from "./throttle.ts";

export const ConfirmLoginInput = z.strictObject({
  userId: Id,
  sessionId: Id,
  password: z.string().min(1, "Enter your password.").max(1_000, "This password is too long."),
  source: Source,
});
export type ConfirmLoginInput = z.input<typeof ConfirmLoginInput>;

/**
 * Makes a session's login a recent one, by the password. How long the session lasts in all stays as it was. Guessing here counts like guessing at
 * the door.
 * @throws ControlPlaneError invalid (wrong password), conflict (an account without one signs in with its provider again), throttled
 */
export async function confirmLogin(cp: ControlPlane, input: ConfirmLoginInput): Promise<{ signedInAt: Date }> {
  const { userId, sessionId, password, source } = readInput(ConfirmLoginInput, input);
  const account = await outsideOrganizations(cp, (tx) =>
    tx.userAccount.findUnique({ where: { id: userId }, select: { email: true, passwordHash: true } }),
  );
  if (!account) throw new ControlPlaneError("unauthenticated", "Your account no longer exists. Sign in again.");
  const { email, passwordHash } = account;
  if (passwordHash === null) throw new ControlPlaneError("conflict", "Your account has no password. Sign in again with your provider.");
  await countTry(cp, { email, source });
  if (!(await verifyPassword(passwordHash, password))) {
    const message = "This is not your password.";
    throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/password", message }] });
  }
  return outsideOrganizations(cp, async (tx) => {
    await giveBack(tx, cp, { email, source });
    const signedInAt = cp.clock();
    const { count } = await tx.userSession.updateMany({
      where: { id: sessionId, userId, ...liveSession(signedInAt) },
      data: { createdAt: signedInAt },
    });
    if (count === 0) throw new ControlPlaneError("unauthenticated", "Your session has ended. Sign in again.");
    await auditEverywhere(tx, cp, { userId, email, source, action: "access.confirm_login" });
    return { signedInAt };
  });
}
