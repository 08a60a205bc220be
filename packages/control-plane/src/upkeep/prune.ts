import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { exclusively } from "./exclusively.ts";

/** The longest window has 366 days: nothing counts a reservation that is older, and nothing gives it back. */
const reservationDays = 368;
const replicaDays = 7;
/** A delivery log goes back so far. */
const noticeDays = 90;
/** The words of a held call go so long after it could no longer be decided; suggestions and similar calls look back 30 days. */
const heldCallDays = 32;
const requestsAtOnce = 1_000;

/**
 * Deletes what is long over and no record: reservations of past windows, idempotency keys of yesterday, replicas that are closed,
 * messages that were sent or given up long ago, the words of calls that were held. Requests for approval go with the record of their organization.
 *
 * @param pool of the role pc_ops, which visits one organization after the other
 * @returns rows that are gone; null when another process is at it
 */
export const prune = (pool: Pool): Promise<number | null> =>
  exclusively(pool, "prune", async () => {
    const replicas = await pool.query(
      `DELETE FROM portcullis.replica WHERE reaped_at < portcullis.now() - interval '${replicaDays} days' AND renewed_at < portcullis.now() - interval '${replicaDays} days'`,
    );
    let gone = replicas.rowCount ?? 0;
    for (const organization of await organizations(pool)) {
      gone += await withOrgClient(pool, organization, async (client) => {
        const keys = await client.query(
          "DELETE FROM portcullis.idempotency_key WHERE organization_id = $1 AND expires_at < portcullis.now() - interval '1 hour'",
          [organization],
        );
        // Counter by counter, which is how they are kept; few have any that old.
        const reservations = await client.query(
          `DELETE FROM portcullis.limit_reservation r USING portcullis.limit_counter c
           WHERE c.organization_id = $1 AND r.organization_id = c.organization_id AND r.key = c.key AND r.at < portcullis.now() - interval '${reservationDays} days'`,
          [organization],
        );
        const notices = await client.query(
          `DELETE FROM portcullis.notice WHERE organization_id = $1 AND at < portcullis.now() - interval '${noticeDays} days'`,
          [organization],
        );
        return [keys, reservations, notices].reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0);
      });
      for (const text of [forgetCallsText, forgetRequestsText]) gone += await inPortions(pool, organization, text);
    }
    return gone;
  });

/** Some rows at a time, so that nobody waits for it. */
async function inPortions(pool: Pool, organization: string, text: string): Promise<number> {
  for (let sum = 0; ; ) {
    const { rowCount } = await withOrgClient(pool, organization, (client) => client.query(text, [organization]));
    sum += rowCount ?? 0;
    if ((rowCount ?? 0) < requestsAtOnce) return sum;
  }
}

const forgetCallsText = `
  UPDATE portcullis.approval_request r SET sealed_call = NULL WHERE r.organization_id = $1 AND r.id IN (
    SELECT id FROM portcullis.approval_request
    WHERE organization_id = $1 AND sealed_call IS NOT NULL AND expires_at < portcullis.now() - interval '${heldCallDays} days' LIMIT ${requestsAtOnce})`;

// With their votes, uses and ends; what became of the call is in the record, which is kept as long.
const forgetRequestsText = `
  DELETE FROM portcullis.approval_request r WHERE r.organization_id = $1 AND r.id IN (
    SELECT a.id FROM portcullis.approval_request a WHERE a.organization_id = $1 AND a.expires_at < portcullis.now() - make_interval(months =>
      (SELECT greatest(o.retention_months, 6) FROM portcullis.organization o WHERE o.id = $1)) ORDER BY a.expires_at LIMIT ${requestsAtOnce})`;

/** Every organization of the installation. */
export async function organizations(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM portcullis.organization ORDER BY id");
  return rows.map(({ id }) => id);
}
