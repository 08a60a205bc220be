import type { ServerRecord, ToolDefinition } from "@portcullis/catalogue";
import { openPool, type Pool, type PoolClient } from "@portcullis/db/runtime";
import { catalogueRow } from "./catalogue-row.ts";
import { knownServers, toolsOf } from "./known-servers.ts";
import { type KnownServer, mergeRecords } from "./merge.ts";
import { type ServerWrite, writeServers } from "./write-servers.ts";

export type ImportedServers = { added: string[]; changed: string[]; unchanged: number; tools: number };
export type ImportOptions = {
  dryRun?: boolean /** Told after each batch how many servers are done. */;
  onProgress?: (done: number) => void;
};

/**
 * Writes servers into the public catalogue, as the database's owner; nobody else may. A server that is there already (the same package,
 * URL or slug) is brought up to date field by field. Twice the same changes nothing the second time. With `dryRun` nothing is written.
 */
export async function importCatalogue(
  { ownerUrl }: { ownerUrl: string },
  records: Iterable<ServerRecord> | AsyncIterable<ServerRecord>,
  options: ImportOptions = {},
): Promise<ImportedServers> {
  const pool = openPool({ url: ownerUrl, max: 1, statementTimeoutMs: 120_000 });
  const done: ImportedServers = { added: [], changed: [], unchanged: 0, tools: 0 };
  try {
    let batch = new Map<string, ServerRecord>();
    let tools = 0;
    const flush = async () => {
      if (batch.size > 0) await importBatch(pool, [...batch.values()], options, done);
      options.onProgress?.(done.added.length + done.changed.length + done.unchanged);
      batch = new Map();
      tools = 0;
    };
    for await (const record of records) {
      // Two records of one server are two steps: the second is merged with what the first one left.
      if (batch.has(record.slug)) await flush();
      batch.set(record.slug, record);
      tools += record.tools?.length ?? 0;
      if (batch.size >= 500 || tools >= 5_000) await flush();
    }
    await flush();
    if (!options.dryRun && done.added.length + done.changed.length > 0) await settle(pool);
    return done;
  } finally {
    await pool.end();
  }
}

/** What the last batches left for later would be read by every search until then; and the planner should know what there is now. */
async function settle(pool: Pool): Promise<void> {
  for (const table of ["server", "tool"])
    for (const column of ["search", "facets"])
      await pool.query("SELECT gin_clean_pending_list($1::regclass)", [`portcullis.catalogue_${table}_${column}_idx`]);
  await pool.query("ANALYZE portcullis.catalogue_server, portcullis.catalogue_tool");
}

async function importBatch(pool: Pool, records: ServerRecord[], { dryRun }: ImportOptions, done: ImportedServers): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    // Several imports at once wait for each other here.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('portcullis.catalogue'))");
    const writes = await writesOf(client, records, done);
    if (!dryRun) await writeServers(client, writes);
    await client.query(dryRun ? "ROLLBACK" : "COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

/** Merges the records of a batch one after the other, and says of each server how it is in the end. */
async function writesOf(client: PoolClient, records: ServerRecord[], done: ImportedServers): Promise<ServerWrite[]> {
  const known = await knownServers(client, records);
  const merged = new Map<string, { record: KnownServer; tools?: ToolDefinition[]; digest?: string }>();
  for (const found of records) {
    const before = known.of(found);
    const slug = before?.record.slug ?? found.slug;
    const current = merged.get(slug);
    const { record, takesTools } = mergeRecords(current?.record ?? before?.record, found);
    merged.set(slug, { record, tools: takesTools ? found.tools : current?.tools, digest: before?.digest });
  }
  const writes: ServerWrite[] = [];
  for (const [slug, { record, tools, digest }] of merged) {
    const row = catalogueRow(record, tools ?? (digest === undefined ? [] : await toolsOf(client, slug)));
    if (digest === row.digest) {
      done.unchanged += 1;
      continue;
    }
    (digest === undefined ? done.added : done.changed).push(slug);
    done.tools += row.tools.length;
    writes.push({ record, row });
  }
  return writes;
}
