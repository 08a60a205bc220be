import type { PoolClient } from "@portcullis/db/runtime";
import { type RecordedRow, type RecordKind, recordKinds } from "./chain.ts";
import { type RecordedTable, readRecordedTables, rowOf } from "./recorded-tables.ts";

/** One sealed row as exports carry it. row null: the seal is there and its row is not. */
export type SealedRecord = { n: string; kind: (typeof recordKinds)[RecordKind]; hash: string; row: RecordedRow | null };
/** A row that has no seal: too young, or put in behind the seal. */
export type UnsealedRecord = { table: RecordedTable["name"]; row: RecordedRow };

const pageSize = 1_000;

/** The organization's chain after its root, in order, page by page. In one transaction whose rows are the organization's. */
export async function* readSealed(client: PoolClient, organizationId: string, afterN: string): AsyncGenerator<SealedRecord[]> {
  const tables = await readRecordedTables(client);
  for (let after = afterN; ; ) {
    const { rows: seals } = await client.query<{ n: string; kind: RecordKind; id: string; hash: string }>({
      name: "read_seals",
      text: `SELECT s.n::text AS n, s.kind, s.id, encode(s.hash, 'hex') AS hash FROM portcullis.audit_seal s
        WHERE s.organization_id = $1 AND s.n > $2 ORDER BY s.n LIMIT ${pageSize}`,
      values: [organizationId, after],
    });
    if (seals.length === 0) return;
    const rows = new Map<string, RecordedRow>();
    for (const table of tables) {
      const ids = seals.filter(({ kind }) => sourceOf(kind) === table.source).map(({ id }) => id);
      for (const row of await readRows(client, table, organizationId, ids)) rows.set(keyOf(table.source, row), row);
    }
    yield seals.map(({ n, kind, id, hash }) => {
      const row = rows.get(`${sourceOf(kind)} ${id} ${kind === 3}`) ?? null;
      return { n, kind: recordKinds[kind], hash, row };
    });
    after = seals.at(-1)?.n as string;
    if (seals.length < pageSize) return;
  }
}

/** Rows without a seal. */
export async function* readUnsealed(client: PoolClient, organizationId: string): AsyncGenerator<UnsealedRecord[]> {
  for (const table of await readRecordedTables(client)) {
    const kind = { 1: "1", 2: "CASE WHEN t.is_late THEN 3 ELSE 2 END", 3: "4" }[table.source];
    for (let after = "00000000-0000-0000-0000-000000000000"; ; ) {
      const { rows } = await client.query<(string | null)[]>({
        text: `SELECT ${table.select} FROM portcullis.${table.name} t WHERE t.organization_id = $1 AND t.id > $2
          AND NOT EXISTS (SELECT 1 FROM portcullis.audit_seal s WHERE s.organization_id = t.organization_id AND s.id = t.id AND s.kind = ${kind})
          ORDER BY t.id LIMIT ${pageSize}`,
        values: [organizationId, after],
        rowMode: "array",
      } as never);
      const found = rows.map((values) => ({ table: table.name, row: rowOf(table, values) }));
      if (found.length > 0) yield found;
      if (rows.length < pageSize) break;
      after = found.at(-1)?.row.id as string;
    }
  }
}

async function readRows(client: PoolClient, table: RecordedTable, organizationId: string, ids: readonly string[]): Promise<RecordedRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<(string | null)[]>({
    text: `SELECT ${table.select} FROM portcullis.${table.name} t WHERE t.organization_id = $1 AND t.id = ANY ($2::uuid[])`,
    values: [organizationId, ids],
    rowMode: "array",
  } as never);
  return rows.map((values) => rowOf(table, values));
}

const sourceOf = (kind: RecordKind): 1 | 2 | 3 => (kind === 1 ? 1 : kind === 4 ? 3 : 2);
const keyOf = (source: number, row: RecordedRow) => `${source} ${row.id} ${row.is_late === "true"}`;
