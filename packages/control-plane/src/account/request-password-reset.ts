import { z } from "zod";
import { Email, Source } from "../fields.ts";
import { readInput } from "../input.ts";
import type { Mailer } from "../mail/mailer.ts";
import { passwordResetMail } from "../mail/messages.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { hashSessionToken } from "./session.ts";
import { countReset, mayMailReset } from "./throttle.ts";

export const RequestPasswordResetInput = z.strictObject({ email: Email, source: Source });
export type RequestPasswordResetInput = z.input<typeof RequestPasswordResetInput>;

export const resetSeconds = 30 * 60;
/** The table does not grow with what is asked for; the links that were mailed last work. */
const openResetsMax = 3;

/**
 * Mails a link that sets a new password, once, within 30 minutes. The answer is the same for every address and is given before the
 * account is looked up: neither its words nor its time tell who has one. `sent` is what goes on afterwards: whether a mail went out.
 * @returns null when this installation sends no mail
 * @throws ControlPlaneError throttled, by source; too many for one account are passed over in silence
 */
export async function requestPasswordReset(cp: ControlPlane, input: RequestPasswordResetInput): Promise<{ sent: Promise<boolean> } | null> {
  const { email, source } = readInput(RequestPasswordResetInput, input);
  if (cp.mailer === null) return null;
  await countReset(cp, source);
  return { sent: mailLink(cp, cp.mailer, email) };
}

async function mailLink(cp: ControlPlane, mailer: Mailer, email: string): Promise<boolean> {
  if (!(await mayMailReset(cp, email))) return false;
  const token = cp.random(32).toString("base64url");
  const now = cp.clock();
  const expiresAt = new Date(now.getTime() + resetSeconds * 1000);
  const found = await outsideOrganizations(cp, async (tx) => {
    const account = await tx.userAccount.findUnique({ where: { email }, select: { id: true } });
    if (!account) return false;
    const { id: userId } = account;
    const open = await tx.passwordReset.findMany({
      where: { userId },
      orderBy: { id: "desc" },
      skip: openResetsMax - 1,
      select: { id: true },
    });
    await tx.passwordReset.deleteMany({ where: { id: { in: open.map(({ id }) => id) } } });
    await tx.passwordReset.create({ data: { id: cp.newId(), userId, tokenHash: hashSessionToken(token), createdAt: now, expiresAt } });
    return true;
  });
  if (!found) return false;
  await mailer.send(passwordResetMail({ to: email, url: `${cp.dashboardUrl}/reset-password/${token}`, expiresAt }));
  return true;
}
