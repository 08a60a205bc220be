import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Email, Password } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";
import { auditEverywhere } from "./audit-everywhere.ts";
import { hashPassword } from "./password.ts";
import { endSessions } from "./session.ts";
import { forgetTries } from "./throttle.ts";

export const RecoverAccountInput = z.strictObject({ email: Email, password: Password });
export type RecoverAccountInput = z.input<typeof RecoverAccountInput>;

/**
 * Gives an account a new password, for somebody who lost theirs or is kept out by other people's guesses: ends every session, forgets the
 * tries, and says so in the audit log of each organization. Without a caller: whoever holds the database and the root key may do it.
 * @throws ControlPlaneError not_found, when there is no account with this address
 */
export async function recoverAccount(cp: ControlPlane, input: RecoverAccountInput): Promise<{ organizations: string[] }> {
  const { email, password } = readInput(RecoverAccountInput, input);
  const passwordHash = await hashPassword(password);
  return outsideOrganizations(cp, async (tx) => {
    const account = await tx.userAccount.findUnique({ where: { email }, select: { id: true } });
    if (!account) throw new ControlPlaneError("not_found", `There is no account with the e-mail address ${email}.`);
    const userId = account.id;
    await tx.userAccount.update({ where: { id: userId }, data: { passwordHash } });
    await endSessions(tx, cp, userId);
    await forgetTries(tx, cp, email);
    await tx.passwordReset.deleteMany({ where: { userId } });
    return { organizations: await auditEverywhere(tx, cp, { userId, email, source: "portcullis recover", action: "member.recover" }) };
  });
}
