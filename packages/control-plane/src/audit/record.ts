import { Prisma, type Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";

/**
 * What a change is called in the audit log, or an export: what leaves the dashboard in one piece is on record too. The list is also what the
 * tests walk: each verb that changes or exports something has one.
 */
export const auditActions = [
  "organization.create",
  "organization.rename",
  "member.join",
  "member.change_role",
  "member.remove",
  "member.leave",
  "member.recover",
  "member.change_password",
  "member.reset_password",
  "invitation.create",
  "invitation.revoke",
  "server.register",
  "server.rename",
  "server.set_url",
  "server.set_headers",
  "server.set_enabled",
  "server.set_settings",
  "server.rediscover",
  "server.delete",
  "tool.set_category",
  "tool.clear_category",
  "policy.create",
  "policy.save_draft",
  "policy.discard_draft",
  "policy.publish",
  "policy.save_tests",
  "policy.delete_test",
  "policy.delete",
  "grant.issue",
  "grant.update",
  "grant.set_access",
  "grant.promote_shadow",
  "grant.rotate",
  "grant.revoke",
  "audit.export",
  "inventory.export",
  "channel.create",
  "channel.update",
  "channel.delete",
  "channel.test",
  "api_key.create",
  "api_key.revoke",
] as const;
export type AuditAction = (typeof auditActions)[number];

export type AuditEntry = {
  action: AuditAction;
  target: { kind: string; id: string; name?: string };
  /** What changed, as a reader needs it: names and digests, never a secret's value. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
};

/** Writes the audit row of a change, in the transaction of the change: both happen or neither. */
export async function recordAudit(tx: Tx, { caller, newId }: Pick<Context, "caller" | "newId">, entry: AuditEntry): Promise<void> {
  const actor = await tx.userAccount.findUnique({ where: { id: caller.userId }, select: { name: true } });
  await tx.auditEvent.create({
    data: {
      organizationId: caller.organizationId,
      id: newId(),
      actorId: caller.userId,
      // Kept as text, because the log outlives the account.
      actorName: actorNameOf(actor?.name ?? "(deleted account)", caller),
      source: caller.source ?? null,
      action: entry.action,
      targetKind: entry.target.kind,
      targetId: entry.target.id,
      targetName: entry.target.name ?? null,
      before: entry.before ?? Prisma.skip,
      after: entry.after ?? Prisma.skip,
    },
  });
}

/** A machine is named with the person in whose name it acts. */
const actorNameOf = (name: string, { apiKey }: Context["caller"]) => (apiKey ? `${name} (API key ${apiKey.name})` : name);
