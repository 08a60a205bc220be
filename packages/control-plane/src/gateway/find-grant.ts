import type { Keyring } from "@portcullis/db/keys";
import type { Pool } from "@portcullis/db/runtime";
import { checkToken, hashToken, tokenPepper } from "../grant/token.ts";
import { ask } from "./ask.ts";

/** The live grant behind a token. */
export type GrantRef = {
  id: string;
  organizationId: string;
  organizationSlug: string;
  label: string;
  tags: string[];
  /** How much longer grant and token both live, by the database's clock, counted from before it was asked; null: no end. */
  lifetimeMs: number | null;
};

/**
 * Finds the grant that a token opens; null for malformed, unknown, expired and revoked alike. A token whose checksum is wrong
 * costs no query.
 */
export async function findGrant(pool: Pool, keyring: Keyring, token: string, deadlineMs: number): Promise<GrantRef | null> {
  if (!checkToken(token)) return null;
  // Tokens may still be stored under an older pepper while a rotation of the root key is under way.
  const versions = [...keyring.keys.keys()].sort((a, b) => b - a);
  for (const version of versions) {
    const hash = hashToken(tokenPepper(keyring, version), token);
    const [row] = await ask<GrantRow>(pool, { name: "find_grant", text: findGrantText, values: [hash] }, deadlineMs);
    if (row === undefined) continue;
    if (version !== keyring.newest) void rehash(pool, keyring, token, { row, hash, deadlineMs });
    return grantOf(row);
  }
  return null;
}

/** Only now is the token known. A database that does not answer leaves it to the next use. */
async function rehash(pool: Pool, keyring: Keyring, token: string, found: { row: GrantRow; hash: Buffer; deadlineMs: number }) {
  const { row, hash, deadlineMs } = found;
  const values = [row.organization_id, hash, hashToken(tokenPepper(keyring), token), keyring.newest];
  await ask(pool, { name: "rehash_token", text: "SELECT portcullis.rehash_token($1, $2, $3, $4)", values }, deadlineMs).catch(
    () => undefined,
  );
}

type GrantRow = {
  organization_id: string;
  organization_slug: string;
  grant_id: string;
  label: string;
  tags: string[];
  lifetime_ms: number | null;
};

const findGrantText = `
  SELECT organization_id, organization_slug, grant_id, label, tags,
    (extract(epoch FROM least(grant_expires_at, token_expires_at) - portcullis.now()) * 1000)::float8 AS lifetime_ms
  FROM portcullis.grant_by_token($1)`;

const grantOf = (row: GrantRow): GrantRef => ({
  id: row.grant_id,
  organizationId: row.organization_id,
  organizationSlug: row.organization_slug,
  label: row.label,
  tags: row.tags,
  lifetimeMs: row.lifetime_ms,
});
