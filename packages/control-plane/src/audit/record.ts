import { Prisma, type Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { markChanging } from "../transaction.ts";

/**
 * What a change is called in the audit log, or an export: what leaves the dashboard in one piece is on record too, and so is who came in (`access.*`).
 * The list is also what the tests walk: each verb that changes or exports something has one.
 */
export const auditActions = [
  "access.sign_in",
  "access.sign_in_failed",
  "access.confirm_login",
  "access.sign_out",
  "organization.create",
  "organization.rename",
  "organization.set_record",
  "organization.set_notices",
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
  "server.renew_era",
  "server.delete",
  "tool.set_category",
  "tool.clear_category",
  "tool.accept",
  "tool.refuse",
  "tool.change_seen",
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
  "record.export",
  "record.erase",
  "record.read_values",
  "channel.create",
  "channel.update",
  "channel.delete",
  "channel.test",
  "channel.rotate_secret",
  "channel.send_again",
  "stream.create",
  "stream.update",
  "stream.rotate_secret",
  "stream.delete",
  "stream.test",
  "kill.set",
  "kill.release",
  "limit.reset",
  "api_key.create",
  "api_key.revoke",
  "approval.approve",
  "approval.refuse",
  "approval.edit",
] as const;
export type AuditAction = (typeof auditActions)[number];

export type AuditEntry = {
  action: AuditAction;
  target: { kind: string; id: string; name?: string };
  /** What changed, as a reader needs it: names and digests, never a secret's value. */
  before?: Prisma.InputJsonObject;
  after?: Prisma.InputJsonObject;
  /** Left out: the caller. The operator has no account. */
  actor?: Actor;
};

/** Who did it, as the log names them; id null for the operator. */
export type Actor = { id: string | null; name: string };

/** Writes the audit row of a change, in the transaction of the change: both happen or neither. */
export async function recordAudit(tx: Tx, { caller, newId }: Pick<Context, "caller" | "newId">, entry: AuditEntry): Promise<void> {
  markChanging(tx);
  const actor = entry.actor ?? (await actorOf(tx, caller));
  await tx.auditEvent.create({
    data: {
      organizationId: caller.organizationId,
      id: newId(),
      actorId: actor.id,
      // Kept as text, because the log outlives the account.
      actorName: actor.name,
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

/** The caller as the log names them: a machine with the person in whose name it acts. */
export async function actorOf(tx: Tx, { userId, apiKey }: Context["caller"]): Promise<Actor> {
  const user = await tx.userAccount.findUnique({ where: { id: userId }, select: { name: true } });
  const name = user?.name ?? "(deleted account)";
  return { id: userId, name: apiKey ? `${name} (API key ${apiKey.name})` : name };
}
