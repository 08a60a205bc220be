import type { PoolClient } from "@portcullis/db/runtime";
import type { RecordedRow, RecordKind } from "./chain.ts";

/** A table of the record, with every column that it has now: a column that a migration adds is in the chain from its first value on. */
export type RecordedTable = {
  /** As audit_cursor numbers it. */
  source: 1 | 2 | 3;
  name: "attempt" | "outcome" | "audit_event";
  columns: readonly string[];
  /** The columns as text, for a SELECT from the table as `t`. */
  select: string;
};

/** Reads which columns the tables of the record have. */
export async function readRecordedTables(client: PoolClient): Promise<RecordedTable[]> {
  const { rows } = await client.query<{ table: RecordedTable["name"]; column: string; array: boolean }>({
    name: "recorded_columns",
    text: `SELECT c.relname AS table, a.attname AS column, y.typcategory = 'A' AS array
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type y ON y.oid = a.atttypid
      WHERE c.relnamespace = 'portcullis'::regnamespace AND c.relname IN ('attempt', 'outcome', 'audit_event') AND a.attnum > 0 AND NOT a.attisdropped`,
  });
  return sources.map(({ source, name }) => {
    const found = rows.filter((row) => row.table === name).sort((a, b) => (a.column < b.column ? -1 : 1));
    const select = found.map(({ column, array }) => (array ? `array_to_json(t.${quoted(column)})::text` : `t.${quoted(column)}::text`));
    return { source, name, columns: found.map(({ column }) => column), select: select.join(", ") };
  });
}

const sources = [
  { source: 1, name: "attempt" },
  { source: 2, name: "outcome" },
  { source: 3, name: "audit_event" },
] as const;

/** How values are printed is a setting of the session; the chain needs one form. For the transaction that runs it. */
export const plainText = `SELECT set_config('datestyle', 'ISO, YMD', true), set_config('timezone', 'UTC', true),
  set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true)`;

/** What PostgreSQL printed, without the columns that are null. */
export function rowOf({ columns }: RecordedTable, values: readonly (string | null)[]): RecordedRow {
  const row: Record<string, string> = {};
  columns.forEach((column, at) => {
    const value = values[at];
    if (value != null) row[column] = value;
  });
  return row;
}

/** The kind of a row of a table. */
export const kindOf = (table: RecordedTable, row: RecordedRow): RecordKind =>
  table.name === "attempt" ? 1 : table.name === "audit_event" ? 4 : row.is_late === "true" ? 3 : 2;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
