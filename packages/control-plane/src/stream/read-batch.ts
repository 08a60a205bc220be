import type { PoolClient } from "@portcullis/db/runtime";
import { callSql, changeSql, endSql, type RecordedEvent } from "../export/recorded-event.ts";

export const batchEventsMax = 200;
/** So much text at most, unless one event alone is larger. */
const batchCharsMax = 1024 * 1024;

export type Batch = {
  /** The numbers of the chain that it covers, both included. */
  firstN: bigint;
  lastN: bigint;
  /** Those that the stream wants, in order; there may be none. */
  events: RecordedEvent[];
};

type Place = {
  organizationId: string;
  afterN: bigint /** Given again: exactly the batch that was begun. */;
  untilN: bigint | null;
  records: string;
};

/**
 * The next events of an organization's chain after a number. What is sealed never changes, so that one span is one batch, whoever reads
 * it and whenever. null: there is nothing more.
 *
 * @param client within a transaction of the organization
 */
export async function readBatch(client: PoolClient, { organizationId, afterN, untilN, records }: Place): Promise<Batch | null> {
  const { rows: seals } = await client.query<{ n: string; kind: number; id: string }>(
    `SELECT n, kind, id FROM portcullis.audit_seal WHERE organization_id = $1 AND n > $2 AND n <= coalesce($3, 9223372036854775807) ORDER BY n LIMIT $4`,
    [organizationId, String(afterN), untilN === null ? null : String(untilN), batchEventsMax],
  );
  const wanted = seals.filter(({ kind }) => records === "all" || (kind === changeKind) === (records === "changes"));
  const idsOf = (...kinds: number[]) => wanted.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const found = new Map<string, RecordedEvent>();
  for (const [kinds, sql] of sources) {
    const ids = idsOf(...kinds);
    if (ids.length === 0) continue;
    const { rows } = await client.query<RecordedEvent & { kind: number; id: string }>(sql, [organizationId, ids]);
    for (const { kind, id, ...event } of rows) found.set(`${kind} ${id}`, event as RecordedEvent);
  }
  return cutBatch(seals, wanted, found);
}

function cutBatch(seals: { n: string; kind: number; id: string }[], wanted: typeof seals, found: Map<string, RecordedEvent>): Batch | null {
  const [first, last] = [seals[0], seals.at(-1)];
  if (!first || !last) return null;
  const events: RecordedEvent[] = [];
  let chars = 0;
  for (const { n, kind, id } of wanted) {
    const event = found.get(`${kind} ${id}`);
    // Retention was faster than this receiver.
    if (!event) continue;
    chars += JSON.stringify(event).length;
    if (events.length > 0 && chars > batchCharsMax) return { firstN: BigInt(first.n), lastN: BigInt(n) - 1n, events };
    events.push({ ...event, sequence: Number(n) });
  }
  return { firstN: BigInt(first.n), lastN: BigInt(last.n), events };
}

/** As audit_seal numbers them: 1 attempt, 2 outcome, 3 late outcome, 4 change. */
const changeKind = 4;
const sources: readonly (readonly [readonly number[], string])[] = [
  [
    [1],
    `SELECT 1 AS kind, a.id, a.id::text AS event_id, 'call' AS type, a.at AS time, ${callSql("a")}, coalesce(a.outcome, 'pending') AS outcome,
      a.upstream_status, a.duration_ms
     FROM portcullis.attempt a WHERE a.organization_id = $1 AND a.id = ANY ($2::uuid[])`,
  ],
  [
    [2, 3],
    `SELECT CASE WHEN o.is_late THEN 3 ELSE 2 END AS kind, o.id, o.id || CASE WHEN o.is_late THEN '.fix' ELSE '.end' END AS event_id,
      CASE WHEN o.is_late THEN 'late_outcome' ELSE 'outcome' END AS type, o.at AS time, ${callSql("a")}, ${endSql("o")}
     FROM portcullis.outcome o JOIN portcullis.attempt a ON a.organization_id = o.organization_id AND a.id = o.id
     WHERE o.organization_id = $1 AND o.id = ANY ($2::uuid[])`,
  ],
  [
    [4],
    `SELECT 4 AS kind, e.id, e.id::text AS event_id, 'change' AS type, e.at AS time, ${changeSql("e")}
     FROM portcullis.audit_event e WHERE e.organization_id = $1 AND e.id = ANY ($2::uuid[])`,
  ],
];
