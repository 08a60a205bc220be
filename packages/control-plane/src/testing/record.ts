import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { roleUrl } from "@portcullis/db/keys";
import { openPool, type Pool } from "@portcullis/db/runtime";
import type { TestDatabase } from "@portcullis/db/testing";
import { chainHash, chainStart, recordText } from "../audit/chain.ts";
import { readSealed, readUnsealed } from "../audit/read-record.ts";
import { plainText } from "../audit/recorded-tables.ts";

/** Rows of the record, in one statement: attempts of an organization, `share` of them with an outcome. Ids are made by the database. */
export const attemptsText = (count: string) => `
  WITH made AS (SELECT gen_random_uuid() AS g, n FROM generate_series(1, ${count}) n),
  ids AS (SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7' || substr(replace(g::text, '-', ''), 14))::uuid AS id, n FROM made),
  attempts AS (
    INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, limits)
    SELECT $1::uuid, id, $1::uuid, 'agent "ä" ' || n, $1::uuid, 'zabbix', 'tools/call', 'host_get', ARRAY['a', 'b,"c"'], 'allow', 'allowed',
      jsonb_build_array(jsonb_build_object('name', 'calls', 'amount', 1.50)) FROM ids RETURNING id)
  INSERT INTO portcullis.outcome (organization_id, id, outcome, duration_ms, request_bytes)
  SELECT $1::uuid, id, 'ok', 0.1 + 0.2, 9007199254740993 FROM ids WHERE n % 2 = 0`;

export const poolOf = (database: TestDatabase, role: "pc_sealer" | "pc_ops" | "pc_app" | "pc_gateway"): Pool =>
  openPool({ url: roleUrl(database.ownerUrl, role, database.keyring), max: 4 });

/**
 * What is wrong with the chain of an organization, recomputed from its rows: gaps, hashes that do not fit, seals without rows, and rows that a
 * younger sealed one has overtaken.
 */
export async function chainProblems(owner: Pool, organizationId: string): Promise<string[]> {
  const client = await owner.connect();
  const problems: string[] = [];
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
    await client.query(plainText);
    let [n, youngest] = [0n, 0n];
    let head: Buffer = chainStart;
    for await (const page of readSealed(client, organizationId, "0")) {
      for (const record of page) {
        n += 1n;
        if (record.n !== String(n)) problems.push(`gap before ${record.n}`);
        if (!record.row) {
          problems.push(`no row for ${record.n}`);
          continue;
        }
        const kind = ({ attempt: 1, outcome: 2, late_outcome: 3, event: 4 } as const)[record.kind];
        head = chainHash(organizationId, n, head, recordText(kind, record.row));
        if (head.toString("hex") !== record.hash) problems.push(`hash of ${record.n}`);
        const xid = BigInt(record.row.xid ?? 0);
        if (xid < youngest) problems.push(`${record.n} is behind the seal`);
        youngest = xid;
      }
    }
    for await (const page of readUnsealed(client, organizationId))
      for (const { table, row } of page) if (BigInt(row.xid ?? 0) < youngest) problems.push(`${table} ${row.id} was overtaken`);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
  return problems;
}

export type Bug = { file: string; from: string; to: string };

/** The worker's entry of the control plane, built with one place of our source changed. */
export const plantedWorker = (bug: Bug) => plantedEntry<typeof import("../worker.ts")>("packages/control-plane/src/worker.ts", bug);
/** The gateway's. */
export const plantedGatewayEntry = (bug: Bug) => plantedEntry<typeof import("../gateway.ts")>("packages/control-plane/src/gateway.ts", bug);

export async function plantedEntry<Entry>(entry: string, bug: Bug): Promise<Entry> {
  const root = path.join(import.meta.dirname, "../../../..");
  const folder = path.join(root, "node_modules/.cache/portcullis-planted");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${randomUUID()}.mjs`);
  const build = [path.join(root, "scripts/plant.mjs"), entry, file, JSON.stringify(bug)];
  await promisify(execFile)(process.execPath, build);
  try {
    return (await import(pathToFileURL(file).href)) as Entry;
  } finally {
    await rm(file, { force: true });
  }
}
