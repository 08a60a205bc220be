/** A page of the log in the browser: newest first, no id twice. */
export type Log<Row extends { id: string }> = { rows: readonly Row[]; hasOlder: boolean };

export const pageSize = 50;
/** What the browser keeps; older rows are fetched again when they are asked for. */
export const rowsMax = 500;

/**
 * Adds the rows that a poll brought. A full page that does not reach back to what is known leaves a gap, so then it takes
 * the place of the known rows instead of being joined to them.
 */
export function withNewer<Row extends { id: string }>(log: Log<Row>, page: readonly Row[], pageLimit: number): Log<Row> {
  const oldest = page.at(-1);
  const newestKnown = log.rows[0];
  if (!oldest) return log;
  if (newestKnown && page.length >= pageLimit && oldest.id > newestKnown.id) return { rows: page, hasOlder: true };
  const rows = joined(log.rows, page);
  if (rows.length === log.rows.length) return log;
  return { rows: rows.slice(0, rowsMax), hasOlder: log.hasOlder || rows.length > rowsMax };
}

/** Adds the page before the oldest known row. Asked for by a person, so it may exceed what polls keep. */
export const withOlder = <Row extends { id: string }>(log: Log<Row>, page: readonly Row[]): Log<Row> => ({
  rows: joined(log.rows, page),
  hasOlder: page.length >= pageSize,
});

function joined<Row extends { id: string }>(known: readonly Row[], added: readonly Row[]): Row[] {
  const ids = new Set(known.map((row) => row.id));
  const fresh = added.filter((row) => !ids.has(row.id));
  return [...known, ...fresh].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/**
 * The smallest UUIDv7 of the moment `backMs` before the one in `id`. Ids are made when a call begins and rows are written
 * when it ends, so a slow call appears below rows that are already shown; the poll asks from a little further back.
 */
export function boundBefore(id: string, backMs: number): string {
  const hex = Math.max(0, Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16) - backMs)
    .toString(16)
    .padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
