import { deriveKey, type Keyring, parseKeyring } from "@portcullis/db/keys";
import { openPool, type Pool, withOrgClient } from "@portcullis/db/runtime";
import { open, SealError, seal } from "@portcullis/upstream/dialer";
import { sealedColumns } from "./sealed-columns.ts";

/** What still hangs on one version of the root key. Tokens and API keys are hashed anew when somebody uses them; until then only that version finds them. */
export type KeyUse = { version: number; sealed: number; grantTokens: number; apiKeys: number };
/** A value that no version of the ring opens where it stands: it was moved, changed, or sealed under a key that is gone. */
export type UnopenedValue = { organizationId: string; table: string; column: string; rowId: string };
export type KeyRotation = {
  newest: number;
  /** Values that were sealed again, by column. */
  resealed: Record<string, number>;
  unopened: UnopenedValue[];
  /** Older versions that something needs yet. Empty: the ring may lose all but the newest. */
  stillUsed: KeyUse[];
};

/**
 * Seals everything anew that older versions of the root key have sealed (security.md, section 11), as the database's owner, while the
 * installation runs with both in its ring. A value that somebody changes meanwhile stays as they left it. May be ended and run again at any time.
 */
export async function rotateKeys({ ownerUrl, rootKey }: { ownerUrl: string; rootKey: string }): Promise<KeyRotation> {
  const keyring = parseKeyring(rootKey);
  const pool = openPool({ url: ownerUrl, max: 1, statementTimeoutMs: 60_000 });
  try {
    // From now on tokens are hashed under the newest version too.
    await pool.query("UPDATE portcullis.installation_switch SET key_version = $1 WHERE key_version < $1", [keyring.newest]);
    const resealed: Record<string, number> = {};
    const unopened: UnopenedValue[] = [];
    const uses = new Map<number, KeyUse>();
    for (const organizationId of await organizationsOf(pool)) {
      for (const column of sealedColumns) {
        const name = `${column.table}.${column.column}`;
        resealed[name] = (resealed[name] ?? 0) + (await resealColumn({ pool, keyring, organizationId, column, unopened }));
      }
      for (const { version, kind, n } of await usesOf(pool, organizationId)) {
        const use = uses.get(version) ?? { version, sealed: 0, grantTokens: 0, apiKeys: 0 };
        use[kind] += n;
        uses.set(version, use);
      }
    }
    const stillUsed = [...uses.values()].filter(({ version }) => version !== keyring.newest).sort((a, b) => a.version - b.version);
    return { newest: keyring.newest, resealed, unopened, stillUsed };
  } finally {
    await pool.end();
  }
}

/** Whoever owns the database is bound by row-level security, unless it is a superuser; the role that looks up sees every organization. */
async function organizationsOf(pool: Pool): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL ROLE pc_auth");
    const { rows } = await client.query<{ id: string }>("SELECT id FROM portcullis.organization ORDER BY id");
    await client.query("COMMIT");
    return rows.map(({ id }) => id);
  } finally {
    client.release();
  }
}

type Column = (typeof sealedColumns)[number];
type SealedRow = { id: string; sealed: string };
type Work = { pool: Pool; keyring: Keyring; organizationId: string; column: Column; unopened: UnopenedValue[] };

async function resealColumn({ pool, keyring, organizationId, column: { table, column, purpose, id }, unopened }: Work): Promise<number> {
  const keyOf = (version: number) => (keyring.keys.has(version) ? deriveKey(keyring, purpose, version).key : undefined);
  const newest = deriveKey(keyring, purpose);
  let count = 0;
  for (let after = ""; ; ) {
    // Short portions: each holds the organization's admissions back for as long as it takes.
    const rows = await withOrgClient(pool, organizationId, async (client) => {
      const found = await client.query<SealedRow>(
        `SELECT ${id("")} AS id, ${column} AS sealed FROM portcullis.${table}
         WHERE organization_id = $1 AND ${column} NOT LIKE $2 AND ${id("")} > $3 ORDER BY 1 LIMIT ${portion}`,
        [organizationId, `v${keyring.newest}.%`, after],
      );
      const anew: (SealedRow & { anew: string })[] = [];
      for (const { id: rowId, sealed } of found.rows) {
        const place = { organizationId, table, column, rowId };
        try {
          anew.push({ id: rowId, sealed, anew: seal(newest, open(keyOf, sealed, place), place) });
        } catch (error) {
          if (!(error instanceof SealError)) throw error;
          unopened.push(place);
        }
      }
      // Only over what was read: a credential that was entered meanwhile counts.
      const { rowCount } = await client.query(
        `UPDATE portcullis.${table} t SET ${column} = r.anew FROM jsonb_to_recordset($2::jsonb) AS r(id text, sealed text, anew text)
         WHERE t.organization_id = $1 AND ${id("t.")} = r.id AND t.${column} = r.sealed`,
        [organizationId, JSON.stringify(anew)],
      );
      count += rowCount ?? 0;
      return found.rows;
    });
    if (rows.length < portion) return count;
    after = rows.at(-1)!.id;
  }
}

type Use = { version: number; kind: "sealed" | "grantTokens" | "apiKeys"; n: number };

async function usesOf(pool: Pool, organizationId: string): Promise<Use[]> {
  const sealed = sealedColumns.map(
    ({ table, column }) => `SELECT 'sealed' AS kind, substring(${column} FROM '^v([0-9]+)')::int AS version FROM portcullis.${table}
      WHERE organization_id = $1 AND ${column} IS NOT NULL`,
  );
  const hashed = [
    `SELECT 'grantTokens', pepper_version FROM portcullis.grant_token WHERE organization_id = $1 AND (expires_at IS NULL OR expires_at > portcullis.now())`,
    "SELECT 'apiKeys', pepper_version FROM portcullis.api_key WHERE organization_id = $1 AND revoked_at IS NULL",
  ];
  return withOrgClient(pool, organizationId, async (client) => {
    const text = `SELECT kind, version, count(*)::int AS n FROM (${[...sealed, ...hashed].join(" UNION ALL ")}) AS u GROUP BY 1, 2`;
    return (await client.query<Use>(text, [organizationId])).rows;
  });
}

const portion = 200;
