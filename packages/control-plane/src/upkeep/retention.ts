import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import type { CheckpointKey } from "../audit/checkpoint-key.ts";
import { exclusively } from "./exclusively.ts";
import { organizations } from "./prune.ts";

export const rootFormat = "portcullis/root/1";
const rowsAtOnce = 2_000;

/**
 * Purges what organizations no longer keep: everything up to the last checkpoint that is older than their retention. The root of what is left
 * is signed first, so that the chain can be verified from there on.
 *
 * @param pool of the role pc_ops
 * @returns how many organizations lost something; null when another process is at it
 */
export const purgeExpired = (pool: Pool, key: CheckpointKey): Promise<number | null> =>
  exclusively(pool, "retention", async () => {
    let purged = 0;
    for (const organization of await organizations(pool)) if (await purge(pool, key, organization)) purged++;
    return purged;
  });

async function purge(pool: Pool, key: CheckpointKey, organization: string): Promise<boolean> {
  const isNew = await withOrgClient(pool, organization, async (client) => {
    const { rows } = await client.query<{ n: string; statement: string; at: Date }>(expiredText, [organization]);
    const [last] = rows;
    if (!last) return false;
    const { head } = JSON.parse(last.statement) as { head: string };
    const statement = JSON.stringify({ format: rootFormat, organization, n: last.n, head, at: last.at.toISOString() });
    await client.query(
      "INSERT INTO portcullis.audit_root (organization_id, n, at, statement, key_id, signature) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
      [organization, last.n, last.at, statement, key.id, key.sign(statement)],
    );
    return true;
  });
  // Also what an earlier run began and did not end; some rows at a time, so that nobody waits for it.
  for (;;) {
    const { rows } = await pool.query<{ more: boolean }>("SELECT portcullis.purge_sealed($1, $2) AS more", [organization, rowsAtOnce]);
    if (!rows[0]?.more) break;
  }
  return isNew;
}

/** The youngest checkpoint that the organization no longer keeps, unless the chain begins there already. */
const expiredText = `
  SELECT c.n, c.statement, portcullis.now() AS at FROM portcullis.audit_checkpoint c, portcullis.organization o
  WHERE o.id = $1 AND c.organization_id = $1 AND c.at < portcullis.now() - make_interval(months => greatest(o.retention_months, 6))
    AND c.n > coalesce((SELECT max(r.n) FROM portcullis.audit_root r WHERE r.organization_id = $1), 0)
  ORDER BY c.at DESC, c.n DESC LIMIT 1`;
