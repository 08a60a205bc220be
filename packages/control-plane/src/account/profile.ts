import { z } from "zod";
import { ControlPlaneError } from "../errors.ts";
import { Id, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import type { ControlPlane } from "../open.ts";
import { outsideOrganizations } from "../transaction.ts";

export type Profile = { name: string; email: string; hasPassword: boolean; providers: string[]; createdAt: Date };

/** A user's own account, as they see it. */
export async function readProfile(cp: ControlPlane, { userId }: { userId: string }): Promise<Profile> {
  const account = await outsideOrganizations(cp, (tx) =>
    tx.userAccount.findUnique({
      where: { id: userId },
      select: { name: true, email: true, createdAt: true, passwordHash: true, userIdentities: { select: { provider: true } } },
    }),
  );
  if (!account) throw new ControlPlaneError("unauthenticated", "Your account no longer exists. Sign in again.");
  const { name, email, createdAt, passwordHash, userIdentities } = account;
  return { name, email, createdAt, hasPassword: passwordHash !== null, providers: userIdentities.map(({ provider }) => provider) };
}

export const RenameAccountInput = z.strictObject({ userId: Id, name: Name });
export type RenameAccountInput = z.input<typeof RenameAccountInput>;

/** Changes what a user is called, in every organization. What is in the audit logs keeps the name of its time. */
export async function renameAccount(cp: ControlPlane, input: RenameAccountInput): Promise<void> {
  const { userId, name } = readInput(RenameAccountInput, input);
  await outsideOrganizations(cp, (tx) => tx.userAccount.update({ where: { id: userId }, data: { name } }));
}
