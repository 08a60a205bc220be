import { type Pool, withOrgClient } from "@portcullis/db/runtime";

/**
 * Puts the weekly digest of every organization whose hour has come into its channels' outboxes, once: who moves the hour on, inserts. Weeks
 * that nobody was there to send are not made up for. One organization's failure is told and keeps no other from its digest.
 */
export async function startDigests(pool: Pool, onError: (error: unknown) => void): Promise<void> {
  const { rows } = await pool.query<{ organization_id: string }>("SELECT organization_id FROM portcullis.due_digests(100)");
  for (const { organization_id } of rows) await start(pool, organization_id).catch(onError);
}

const start = (pool: Pool, organizationId: string): Promise<void> =>
  withOrgClient(pool, organizationId, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE portcullis.notice_setting s SET digest_next_at = portcullis.next_digest(s, clock_timestamp())
       WHERE organization_id = $1 AND digest_next_at <= clock_timestamp()`,
      [organizationId],
    );
    if (rowCount)
      await client.query(
        `INSERT INTO portcullis.notice (organization_id, id, channel_id, kind)
         SELECT organization_id, gen_random_uuid(), id, 'weekly_digest' FROM portcullis.notification_channel WHERE organization_id = $1 AND enabled`,
        [organizationId],
      );
  });
