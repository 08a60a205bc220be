import type { Tx } from "@portcullis/db";
import { namesOf } from "../account/names.ts";
import type { Caller } from "../caller.ts";
import type { Scope } from "./scopes.ts";

export type ApiKey = {
  id: string;
  name: string;
  /** How the key begins after `pck_`. */
  prefix: string;
  scopes: Scope[];
  createdAt: Date;
  /** Whose role bounds it; null when the account is gone, and the key with it. */
  createdBy: string | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
  /** Its creator is no longer a member: it opens nothing. */
  orphaned: boolean;
};

/** Reads keys as people see them, newest first; `id` for one of them. */
export async function readApiKeys(tx: Tx, { organizationId }: Caller, id?: string): Promise<ApiKey[]> {
  const rows = await tx.apiKey.findMany({
    where: { organizationId, ...(id === undefined ? {} : { id }) },
    orderBy: { id: "desc" },
    take: 1_000,
  });
  const creators = rows.map(({ createdBy }) => createdBy);
  const names = await namesOf(tx, creators);
  const members = await tx.membership.findMany({ where: { organizationId, userId: { in: creators } }, select: { userId: true } });
  return rows.map(({ createdBy, scopes, id, name, prefix, createdAt, expiresAt, revokedAt, lastUsedAt }) => ({
    ...{ id, name, prefix, createdAt, expiresAt, revokedAt, lastUsedAt },
    scopes: scopes as Scope[],
    createdBy: names.get(createdBy) ?? null,
    orphaned: !members.some(({ userId }) => userId === createdBy),
  }));
}
