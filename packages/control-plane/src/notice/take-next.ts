import { type Category, categoryOrder, riskOf } from "@portcullis/catalogue";
import type { PoolClient } from "@portcullis/db/runtime";

/** What is sent next: a notice of the outbox, or the summary that was just made of many. */
export type Next = {
  id: string;
  kind: "approval_requested" | "approval_summary" | "weekly_digest";
  at: Date;
  attempts: number;
  requestId: string | null;
};

type Row = { id: string; kind: Next["kind"]; at: Date; attempts: number; request_id: string | null; held: boolean };

/** So many messages a channel gets in a minute; what would be more is told in one. */
const perMinuteMax = 5;
const rowsMax = 600;

/** Critical calls may pass quiet hours. */
const critical: Category[] = categoryOrder.filter((category) => riskOf(category) === "critical");

/**
 * Looks through a channel's outbox, of which the caller has the lease: drops what has ended, holds back what falls into quiet hours, and
 * folds many into a summary.
 *
 * @returns null when nothing is to be sent now
 */
export async function takeNext(client: PoolClient, organizationId: string, channelId: string, newId: () => string): Promise<Next | null> {
  const key = [organizationId, channelId];
  await dropEnded(client, key);
  await holdBack(client, key);
  const { rows } = await client.query<Row>(
    `SELECT id, kind, at, attempts, request_id, held FROM portcullis.notice
     WHERE organization_id = $1 AND channel_id = $2 AND state = 'waiting' AND summary_id IS NULL AND due_at <= clock_timestamp()
     ORDER BY at, id LIMIT ${rowsMax}`,
    key,
  );
  const [head] = rows;
  if (head?.kind !== "approval_requested") return head ? nextOf(head) : null;
  const waiting = rows.filter(({ kind }) => kind === "approval_requested");
  const wasHeld = waiting.filter(({ held }) => held).length > 1;
  const { sent, freeAt } = await lately(client, key);
  if (sent >= perMinuteMax) {
    const ids = waiting.map(({ id }) => id);
    await client.query("UPDATE portcullis.notice SET due_at = $3 WHERE organization_id = $1 AND id = ANY ($2::uuid[])", [
      ...[organizationId, ids, freeAt],
    ]);
    return null;
  }
  if (waiting.length === 1 || (!wasHeld && waiting.length <= perMinuteMax - sent)) return nextOf(head);
  return summaryOf(client, key, newId(), waiting);
}

const nextOf = ({ request_id: requestId, id, kind, at, attempts }: Row): Next => ({ id, kind, at, attempts, requestId });

/** Nobody is told late of what nobody can decide any more. */
async function dropEnded(client: PoolClient, key: string[]): Promise<void> {
  await client.query(
    // Notice by notice: a plan that went through all requests would compute what each of them has come to.
    `WITH w AS MATERIALIZED (SELECT id, request_id FROM portcullis.notice
       WHERE organization_id = $1 AND channel_id = $2 AND state = 'waiting' AND kind = 'approval_requested')
     UPDATE portcullis.notice n SET state = 'dropped', result = 'The request ended before this was sent.'
     FROM w CROSS JOIN LATERAL (SELECT s.state FROM portcullis.approval_request r, LATERAL portcullis.approval_standing(r, portcullis.now()) s
       WHERE r.organization_id = $1 AND r.id = w.request_id OFFSET 0) a
     WHERE n.organization_id = $1 AND n.id = w.id AND a.state <> 'pending'`,
    key,
  );
  await client.query(
    `UPDATE portcullis.notice s SET state = 'dropped', result = 'Every request in it ended before this was sent.'
     WHERE s.organization_id = $1 AND s.channel_id = $2 AND s.state = 'waiting' AND s.kind = 'approval_summary' AND NOT EXISTS (
       SELECT 1 FROM portcullis.notice n WHERE n.organization_id = s.organization_id AND n.channel_id = s.channel_id AND n.summary_id = s.id
         AND n.state = 'waiting')`,
    key,
  );
}

/** To the end of the silence, if there is one now. A digest has an hour of its own, which somebody chose. */
async function holdBack(client: PoolClient, key: string[]): Promise<void> {
  await client.query(
    `UPDATE portcullis.notice n SET due_at = q.until, held = true
     FROM (SELECT portcullis.quiet_until(s, clock_timestamp()) AS until, s.critical_passes FROM portcullis.notice_setting s WHERE s.organization_id = $1) q
     WHERE q.until IS NOT NULL AND n.organization_id = $1 AND n.channel_id = $2 AND n.state = 'waiting' AND n.kind <> 'weekly_digest'
       AND n.summary_id IS NULL AND n.due_at <= clock_timestamp()
       AND NOT (q.critical_passes AND EXISTS (SELECT 1 FROM portcullis.approval_request r JOIN portcullis.notice m ON m.organization_id = r.organization_id
         AND m.request_id = r.id WHERE m.organization_id = n.organization_id AND coalesce(m.summary_id, m.id) = n.id AND m.state = 'waiting' AND r.category = ANY ($3)))`,
    [...key, critical],
  );
}

/** Messages of the last minute, and when one more may be. */
async function lately(client: PoolClient, key: string[]): Promise<{ sent: number; freeAt: Date | null }> {
  const { rows } = await client.query<{ sent: number; free_at: Date | null }>(
    `SELECT count(*)::integer AS sent, min(sent_at) + interval '1 minute' AS free_at FROM (
       SELECT sent_at FROM portcullis.notice WHERE organization_id = $1 AND channel_id = $2 AND summary_id IS NULL AND kind <> 'weekly_digest'
         AND sent_at > clock_timestamp() - interval '1 minute' ORDER BY sent_at DESC LIMIT ${perMinuteMax}) l`,
    key,
  );
  return { sent: rows[0]?.sent ?? 0, freeAt: rows[0]?.free_at ?? null };
}

async function summaryOf(client: PoolClient, [organizationId, channelId]: string[], id: string, waiting: Row[]): Promise<Next> {
  const { rows } = await client.query<{ at: Date }>(
    "INSERT INTO portcullis.notice (organization_id, id, channel_id, kind) VALUES ($1, $2, $3, 'approval_summary') RETURNING at",
    [organizationId, id, channelId],
  );
  const ids = waiting.map((row) => row.id);
  await client.query("UPDATE portcullis.notice SET summary_id = $2 WHERE organization_id = $1 AND id = ANY ($3::uuid[])", [
    organizationId,
    id,
    ids,
  ]);
  return { id, kind: "approval_summary", at: (rows[0] as { at: Date }).at, attempts: 0, requestId: null };
}
