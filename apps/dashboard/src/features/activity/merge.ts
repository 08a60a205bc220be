type LogRow = { id: string; outcome?: string };
/** A page of the log in the browser: newest first, no id twice. `next`: from where older ones are to be asked for; null when there are none. */
export type Log<Row extends LogRow> = { rows: readonly Row[]; next: string | null };

export const pageSize = 50;
/** What the browser keeps; older rows are fetched again when they are asked for. */
export const rowsMax = 500;

/** Adds rows that have just happened. */
export function withNewer<Row extends LogRow>(log: Log<Row>, fresh: readonly Row[]): Log<Row> {
  const rows = joined(log.rows, fresh);
  if (rows === log.rows) return log;
  const kept = rows.slice(0, rowsMax);
  return { rows: kept, next: rows.length > rowsMax ? (kept.at(-1)?.id ?? null) : log.next };
}

/** Adds a page of older rows. Asked for by a person, so it may exceed what is kept of newer ones. */
export const withOlder = <Row extends LogRow>(log: Log<Row>, page: readonly Row[], next: string | null): Log<Row> => ({
  rows: joined(log.rows, page),
  next,
});

function joined<Row extends LogRow>(known: readonly Row[], added: readonly Row[]): readonly Row[] {
  const places = new Map(known.map((row, index) => [row.id, index]));
  const fresh = added.filter((row) => !places.has(row.id));
  const learned = added.filter((row) => {
    const place = places.get(row.id);
    return place !== undefined && isLater(row, known[place] as Row);
  });
  if (fresh.length === 0 && learned.length === 0) return known;
  const rows = [...known];
  for (const row of learned) rows[places.get(row.id) as number] = row;
  return [...rows, ...fresh].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** A row is written before its call is sent; what became of it follows, and never goes back to being in flight. */
export const isLater = (row: LogRow, known: LogRow): boolean => row.outcome !== known.outcome && row.outcome !== "pending";

/**
 * The smallest UUIDv7 of the moment `backMs` before the one in `id`. Ids are made when a call begins, and rows of
 * several gateways arrive a little out of that order; whoever follows the log asks from a little further back.
 */
export function boundBefore(id: string, backMs: number): string {
  const hex = Math.max(0, timeOf(id).getTime() - backMs)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When an id was made: a UUIDv7 begins with the milliseconds since 1970. */
export const timeOf = (id: string): Date => new Date(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
