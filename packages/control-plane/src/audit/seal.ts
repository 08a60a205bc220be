import type { Pool, PoolClient } from "@portcullis/db/runtime";
import { chainHash, chainStart, type RecordedRow, type RecordKind, recordText } from "./chain.ts";
import { kindOf, plainText, type RecordedTable, readRecordedTables, rowOf } from "./recorded-tables.ts";

export type Sealed = {
  /** Rows that got their place in a chain. */
  rows: number;
  /** There may be more to seal at once. */
  more: boolean;
};

type Found = { table: RecordedTable; kind: RecordKind; row: RecordedRow; xid: bigint };

/**
 * Numbers and chains what was recorded since the last time, oldest transaction first, of all organizations: some thousand rows. A row is
 * taken only when no transaction that is still open can come before it, so nothing ever slips in behind the seal.
 *
 * @param pool of the role pc_sealer
 * @returns null when another process is at it
 */
export async function seal(pool: Pool, { rowsMax = 2_000 }: { rowsMax?: number } = {}): Promise<Sealed | null> {
  return inTransaction(pool, async (client) => {
    const horizon = await takeHorizon(client);
    if (horizon === null) return null;
    await client.query(plainText);
    const { rows, more } = await readUnsealed(client, horizon, rowsMax);
    if (rows.length > 0) await writeSeals(client, rows);
    return { rows: rows.length, more };
  });
}

/** The oldest transaction that may still be open, or null when another process seals in this moment. */
async function takeHorizon(client: PoolClient): Promise<string | null> {
  const { rows } = await client.query<{ mine: boolean; horizon: string }>({
    name: "seal_horizon",
    text: "SELECT pg_try_advisory_xact_lock(2, 1) AS mine, pg_snapshot_xmin(pg_current_snapshot())::text AS horizon",
  });
  return rows[0]?.mine ? rows[0].horizon : null;
}

async function readUnsealed(client: PoolClient, horizon: string, rowsMax: number): Promise<{ rows: Found[]; more: boolean }> {
  const cursors = await client.query<{ source: number; xid: string; organization: string; id: string; late: boolean }>({
    name: "seal_cursors",
    text: "SELECT source, after_xid::text AS xid, after_organization AS organization, after_id AS id, after_late AS late FROM portcullis.audit_cursor",
  });
  const found: Found[] = [];
  // Where the first table was left in the middle: of the others nothing that is as young, so that no outcome comes before its attempt.
  let until: { xid: bigint; table: RecordedTable } | undefined;
  for (const table of await readRecordedTables(client)) {
    const after = cursors.rows.find(({ source }) => source === table.source);
    if (!after) throw new Error(`audit_cursor has no row for ${table.name}`);
    const late = table.name === "outcome";
    const { rows } = await client.query<(string | null)[]>({
      text: `SELECT t.xid::text, ${table.select} FROM portcullis.${table.name} t
        WHERE (t.xid, t.organization_id, t.id${late ? ", t.is_late" : ""}) > ($1::xid8, $2::uuid, $3::uuid${late ? ", $6::boolean" : ""}) AND t.xid < $4::xid8
        ORDER BY t.xid, t.organization_id, t.id${late ? ", t.is_late" : ""} LIMIT $5`,
      values: [after.xid, after.organization, after.id, horizon, rowsMax, ...(late ? [after.late] : [])],
      rowMode: "array",
    } as never);
    for (const [xid, ...values] of rows) {
      const row = rowOf(table, values);
      found.push({ table, kind: kindOf(table, row), row, xid: BigInt(xid as string) });
    }
    const last = rows.length === rowsMax ? BigInt(rows.at(-1)?.[0] as string) : undefined;
    if (last !== undefined && (until === undefined || last < until.xid)) until = { xid: last, table };
  }
  const rows = until === undefined ? found : found.filter(({ xid, table }) => xid < until.xid || table === until.table);
  // Stable: within a transaction attempts come first, and each table keeps its order.
  rows.sort((a, b) => (a.xid < b.xid ? -1 : a.xid > b.xid ? 1 : a.table.source - b.table.source));
  return { rows, more: until !== undefined };
}

async function writeSeals(client: PoolClient, found: readonly Found[]): Promise<void> {
  const byOrganization = new Map<string, Found[]>();
  for (const one of found) {
    const rows = byOrganization.get(one.row.organization_id as string);
    if (rows) rows.push(one);
    else byOrganization.set(one.row.organization_id as string, [one]);
  }
  const heads = await client.query<{ id: string; n: string; head: Buffer }>({
    name: "seal_heads",
    text: "SELECT organization_id AS id, n, head FROM portcullis.audit_chain WHERE organization_id = ANY ($1::uuid[])",
    values: [[...byOrganization.keys()]],
  });
  const headOf = new Map(heads.rows.map(({ id, n, head }) => [id, { n: BigInt(n), head }]));
  const [firsts, lasts, kinds, ids, hashes] = [[], [], [], [], []] as [string[], number[], number[], string[], Buffer[]];
  for (const [organizationId, rows] of byOrganization) {
    let { n, head }: { n: bigint; head: Buffer } = headOf.get(organizationId) ?? { n: 0n, head: chainStart };
    firsts.push(String(n + 1n));
    for (const { kind, row } of rows) {
      n += 1n;
      head = chainHash(organizationId, n, head, recordText(kind, row));
      kinds.push(kind);
      ids.push(row.id as string);
      hashes.push(head);
    }
    lasts.push(ids.length);
  }
  await client.query({
    name: "seal",
    text: "SELECT portcullis.seal($1, $2, $3, $4, $5, $6)",
    values: [[...byOrganization.keys()], firsts, lasts, kinds, ids, hashes],
  });
  for (const source of new Set(found.map(({ table }) => table.source))) {
    const last = found.findLast(({ table }) => table.source === source)?.row as RecordedRow;
    await client.query(
      "UPDATE portcullis.audit_cursor SET after_xid = $2::xid8, after_organization = $3, after_id = $4, after_late = $5 WHERE source = $1",
      [source, last.xid, last.organization_id, last.id, last.is_late === "true"],
    );
  }
}

async function inTransaction<T>(pool: Pool, fn: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query("BEGIN");
    const result = await fn(client);
    await client.query("COMMIT");
    broken = false;
    return result;
  } catch (error) {
    await client.query("ROLLBACK").then(
      () => {
        broken = false;
      },
      () => {},
    );
    throw error;
  } finally {
    client.release(broken);
  }
}
