/** A page of the log in the browser: newest first, no id twice. `next`: from where older ones are to be asked for; null when there are none. */
export type Log<Row extends { id: string }> = { rows: readonly Row[]; next: string | null };

export const pageSize = 50;
/** What the browser keeps; older rows are fetched again when they are asked for. */
export const rowsMax = 500;

/** Adds rows that have just happened. */
export function withNewer<Row extends { id: string }>(log: Log<Row>, fresh: readonly Row[]): Log<Row> {
  const rows = joined(log.rows, fresh);
  if (rows.length === log.rows.length) return log;
  const kept = rows.slice(0, rowsMax);
  return { rows: kept, next: rows.length > rowsMax ? (kept.at(-1)?.id ?? null) : log.next };
}

/** Adds a page of older rows. Asked for by a person, so it may exceed what is kept of newer ones. */
export const withOlder = <Row extends { id: string }>(log: Log<Row>, page: readonly Row[], next: string | null): Log<Row> => ({
  rows: joined(log.rows, page),
  next,
});

function joined<Row extends { id: string }>(known: readonly Row[], added: readonly Row[]): Row[] {
  const ids = new Set(known.map((row) => row.id));
  const fresh = added.filter((row) => !ids.has(row.id));
  return [...known, ...fresh].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/**
 * The smallest UUIDv7 of the moment `backMs` before the one in `id`. Ids are made when a call begins and rows are written
 * when it ends, so a slow call appears below rows that are already shown; whoever follows the log asks from a little further back.
 */
export function boundBefore(id: string, backMs: number): string {
  const hex = Math.max(0, timeOf(id).getTime() - backMs)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** When an id was made: a UUIDv7 begins with the milliseconds since 1970. */
export const timeOf = (id: string): Date => new Date(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
