import { Prisma, type Tx } from "@portcullis/db";
import { callFilterSql, type ExportEventsQuery, exportEventsMax, spanSql, wantsCalls, wantsChanges } from "./filter.ts";
import { callSql, changeSql, endSql, type RecordedEvent } from "./recorded-event.ts";

const rowsMax = 500;
/** A page holds about so much text, however large the single records are. */
const pageCharsMax = 4 * 1024 * 1024;

type ReadPage = (run: (tx: Tx) => Promise<RecordedEvent[]>) => Promise<RecordedEvent[]>;

/**
 * The events of a span in the order of their ids, oldest first: calls with their ends, and changes. Two cursors, each a page ahead, so
 * that memory does not grow with the span.
 */
export async function* readRecord(query: ExportEventsQuery, organizationId: string, inTx: ReadPage): AsyncGenerator<RecordedEvent> {
  const sides = [
    ...(wantsCalls(query) ? [pages((tx, after, limit) => readCalls(tx, organizationId, query, after, limit), inTx)] : []),
    ...(wantsChanges(query) ? [pages((tx, after, limit) => readChanges(tx, organizationId, query, after, limit), inTx)] : []),
  ];
  // Of two sides at most; each is asked only after what it gave was taken.
  const heads = await Promise.all(sides.map(async (side) => ({ side, event: await nextOf(side) })));
  for (;;) {
    const left = heads.filter(({ event }) => event !== null) as { side: AsyncGenerator<RecordedEvent>; event: RecordedEvent }[];
    if (left.length === 0) return;
    const first = left.reduce((least, head) => (head.event.event_id < least.event.event_id ? head : least));
    yield first.event;
    (first as { event: RecordedEvent | null }).event = await nextOf(first.side);
  }
}

const nextOf = async (side: AsyncGenerator<RecordedEvent>): Promise<RecordedEvent | null> => {
  const { done, value } = await side.next();
  return done ? null : value;
};

/** How many events there are; more than the limit are counted no further. Calls of the span that the filter leaves out count for the limit. */
export async function countRecord(
  tx: Tx,
  organizationId: string,
  query: ExportEventsQuery,
): Promise<{ records: number; tooMany: boolean }> {
  const count = async (table: "attempt" | "audit_event"): Promise<number> => {
    const [row] = await tx.$queryRaw<{ n: number }[]>`SELECT count(*)::integer AS n FROM (
      SELECT 1 FROM ${Prisma.raw(`portcullis.${table}`)} t WHERE t.organization_id = ${organizationId}::uuid${spanSql("t", query)}
      LIMIT ${exportEventsMax + 1}) t`;
    return row?.n ?? 0;
  };
  const calls = wantsCalls(query) ? await count("attempt") : 0;
  const changes = wantsChanges(query) ? await count("audit_event") : 0;
  if (calls + changes > exportEventsMax) return { records: exportEventsMax, tooMany: true };
  const filter = callFilterSql(query);
  if (calls === 0 || filter === Prisma.empty) return { records: calls + changes, tooMany: false };
  const [row] = await tx.$queryRaw<{ n: number }[]>`SELECT count(*)::integer AS n FROM portcullis.decision d
    WHERE d.organization_id = ${organizationId}::uuid${spanSql("d", query)}${filter}`;
  return { records: (row?.n ?? 0) + changes, tooMany: false };
}

type Read = (tx: Tx, after: string, limit: number) => Promise<RecordedEvent[]>;

async function* pages(read: Read, inTx: ReadPage): AsyncGenerator<RecordedEvent> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (let limit = 50; ; ) {
    const asked = limit;
    const page = await inTx((tx) => read(tx, after, asked));
    yield* page;
    if (page.length < asked) return;
    after = page.at(-1)?.event_id as string;
    const chars = JSON.stringify(page).length;
    limit = Math.max(1, Math.min(rowsMax, limit * 4, Math.floor((pageCharsMax * page.length) / chars)));
  }
}

function readCalls(tx: Tx, organizationId: string, query: ExportEventsQuery, after: string, limit: number): Promise<RecordedEvent[]> {
  return tx.$queryRaw<RecordedEvent[]>`
    SELECT d.id::text AS event_id, 'call' AS type, s.n::double precision AS sequence, d.at AS time, ${Prisma.raw(callSql("d"))}, ${Prisma.raw(endSql("d"))}
    FROM portcullis.decision d
    LEFT JOIN portcullis.audit_seal s ON s.organization_id = d.organization_id AND s.id = d.id AND s.kind = 1
    WHERE d.organization_id = ${organizationId}::uuid AND d.id > ${after}::uuid${spanSql("d", query)}${callFilterSql(query)}
    ORDER BY d.id LIMIT ${limit}`;
}

function readChanges(tx: Tx, organizationId: string, query: ExportEventsQuery, after: string, limit: number): Promise<RecordedEvent[]> {
  return tx.$queryRaw<RecordedEvent[]>`
    SELECT e.id::text AS event_id, 'change' AS type, s.n::double precision AS sequence, e.at AS time, ${Prisma.raw(changeSql("e"))}
    FROM portcullis.audit_event e
    LEFT JOIN portcullis.audit_seal s ON s.organization_id = e.organization_id AND s.id = e.id AND s.kind = 4
    WHERE e.organization_id = ${organizationId}::uuid AND e.id > ${after}::uuid${spanSql("e", query)}
    ORDER BY e.id LIMIT ${limit}`;
}
