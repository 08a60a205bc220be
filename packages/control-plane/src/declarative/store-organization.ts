import type { Tx } from "@portcullis/db";
import { endSessions } from "../account/session.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import type { ControlPlane } from "../open.ts";
import { insertOrganization } from "../organization/found.ts";
import { UniqueViolation } from "../transaction.ts";
import type { Setup } from "./setup.ts";

type Wanted = {
  setup: Setup;
  organizationId: string;
  isNew: boolean;
  /** The account that was there when the set-up was checked. */
  accountId: string | undefined;
  passwordHash: string | null;
  source: string;
};

/** Makes organization, owner and ownership what the set-up says; returns the owner's id. An existing account keeps name and password. */
export async function storeOrganization(
  tx: Tx,
  cp: ControlPlane,
  { setup, organizationId, isNew, accountId, passwordHash, source }: Wanted,
): Promise<string> {
  const { organization, owner } = setup;
  const account = await tx.userAccount.findUnique({ where: { email: owner.email }, select: { id: true } });
  // Somebody signed up with this address since: nobody has checked that account yet.
  if (account && account.id !== accountId) throw new UniqueViolation("user_account.email", undefined);
  const ownerId = account?.id ?? cp.newId();
  if (!account) {
    const name = owner.name ?? (owner.email.split("@")[0] as string);
    await tx.userAccount.create({ data: { id: ownerId, email: owner.email, name, passwordHash } });
  }
  if (isNew) {
    await insertOrganization(tx, cp, { id: organizationId, name: organization.name, slug: organization.slug, ownerId, source });
    return ownerId;
  }
  const caller = {
    userId: ownerId,
    organizationId,
    organizationSlug: organization.slug,
    role: "owner",
    signedInAt: "machine",
    source,
  } as const;
  await rename(tx, { ...cp, caller }, organization);
  await own(tx, { ...cp, caller }, owner.email);
  return ownerId;
}

async function rename(tx: Tx, ctx: Context, { name }: Setup["organization"]): Promise<void> {
  const id = ctx.caller.organizationId;
  const before = await tx.organization.findUniqueOrThrow({ where: { id }, select: { name: true } });
  if (before.name === name) return;
  await tx.organization.update({ where: { id }, data: { name } });
  await recordAudit(tx, ctx, { action: "organization.rename", target: { kind: "organization", id, name }, before, after: { name } });
}

async function own(tx: Tx, ctx: Context, email: string): Promise<void> {
  const { organizationId, userId } = ctx.caller;
  const member = await tx.membership.findFirst({ where: { organizationId, userId }, select: { role: true } });
  if (member?.role === "owner") return;
  const target = { kind: "member", id: userId, name: email };
  const after = { role: "owner" };
  if (!member) {
    await tx.membership.create({ data: { organizationId, userId, role: "owner" } });
    await recordAudit(tx, ctx, { action: "member.join", target, after });
    return;
  }
  await tx.membership.update({ where: { organizationId_userId: { organizationId, userId } }, data: after });
  await endSessions(tx, ctx, userId);
  await recordAudit(tx, ctx, { action: "member.change_role", target, before: member, after });
}
