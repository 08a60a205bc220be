import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { exclusively } from "./exclusively.ts";

/** A replica that has not renewed its lease for so long is gone (security.md section 8.4). */
const leaseSeconds = 10;
const againSeconds = 30;
/** Longer than any call may take: what a replica admitted before that had its end while the replica lived. */
const lookBack = "25 hours";
/** Ids begin with the gateway's time; the lease has the database's. */
const clockDifference = "10 minutes";
const attemptsMax = 5_000;

/**
 * Closes what gateways left open that are gone: an attempt without an outcome becomes `unknown`, and stays spent. Rows are only added.
 *
 * @param pool of the role pc_ops
 * @returns how many were closed; null when another process is at it
 */
export const reap = (pool: Pool): Promise<number | null> =>
  exclusively(pool, "reap", async () => {
    const { rows: gone } = await pool.query<{ id: string }>(
      // Once more after a while: one that was only frozen may have admitted a call before it learned that it had been given up.
      `SELECT id FROM portcullis.replica WHERE (reaped_at IS NULL
         AND (ended_at IS NOT NULL OR renewed_at < portcullis.now() - interval '${leaseSeconds} seconds'))
         OR (reaped_at > portcullis.now() - interval '${againSeconds} seconds' AND reaped_at < portcullis.now()) ORDER BY renewed_at LIMIT 100`,
    );
    let closed = 0;
    for (const { id } of gone) closed += await closeAttemptsOf(pool, id);
    return closed;
  });

async function closeAttemptsOf(pool: Pool, replicaId: string): Promise<number> {
  let closed = 0;
  for (;;) {
    const { rows } = await pool.query<{ organization: string; ids: string[] }>(openText, [replicaId]);
    let found = 0;
    for (const { organization, ids } of rows) {
      found += ids.length;
      await withOrgClient(pool, organization, (client) => client.query(closeText, [organization, ids]));
    }
    closed += found;
    if (found < attemptsMax) break;
  }
  // Last, so that a worker that ends in between leaves the rest to the next.
  await pool.query("UPDATE portcullis.replica SET reaped_at = coalesce(reaped_at, portcullis.now()) WHERE id = $1", [replicaId]);
  return closed;
}

// By organization and time, which is how the record is kept: what it holds of other days is not looked at.
const openText = `
  SELECT q.organization_id AS organization, array_agg(q.id) AS ids FROM (
    SELECT a.organization_id, a.id FROM portcullis.replica r, portcullis.organization o CROSS JOIN LATERAL (
      SELECT t.organization_id, t.id FROM portcullis.attempt t
      WHERE t.organization_id = o.id AND t.outcome IS NULL AND t.replica_id = r.id
        AND t.id >= portcullis.first_id(greatest(r.started_at, r.renewed_at - interval '${lookBack}') - interval '${clockDifference}')
        AND t.id < portcullis.first_id(portcullis.now() + interval '${clockDifference}')
        AND NOT EXISTS (SELECT 1 FROM portcullis.outcome c WHERE c.organization_id = t.organization_id AND c.id = t.id AND NOT c.is_late)) a
    WHERE r.id = $1 LIMIT ${attemptsMax}) q
  GROUP BY q.organization_id`;

const closeText = `
  INSERT INTO portcullis.outcome (organization_id, id, outcome, duration_ms)
  SELECT $1, id, 'unknown', 0 FROM unnest($2::uuid[]) AS id ON CONFLICT DO NOTHING`;
