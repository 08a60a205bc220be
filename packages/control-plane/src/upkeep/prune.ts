import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { exclusively } from "./exclusively.ts";

/** The longest window has 366 days: nothing counts a reservation that is older, and nothing gives it back. */
const reservationDays = 368;
const replicaDays = 7;
/** A delivery log goes back so far. */
const noticeDays = 90;

/**
 * Deletes what is long over and no record: reservations of past windows, idempotency keys of yesterday, replicas that are closed,
 * messages that were sent or given up long ago.
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
        return (keys.rowCount ?? 0) + (reservations.rowCount ?? 0) + (notices.rowCount ?? 0);
      });
    }
    return gone;
  });

/** Every organization of the installation. */
export async function organizations(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM portcullis.organization ORDER BY id");
  return rows.map(({ id }) => id);
}
