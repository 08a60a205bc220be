import { rulesVersion } from "@portcullis/catalogue";
import type { PoolClient } from "@portcullis/db/runtime";
import type { CatalogueServerRow } from "./catalogue-row.ts";
import type { KnownServer } from "./merge.ts";

export type ServerWrite = { record: KnownServer; row: CatalogueServerRow };

/** Writes servers with all their tools, three statements for any number of them. */
export async function writeServers(client: PoolClient, writes: readonly ServerWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const slugs = writes.map(({ record }) => record.slug);
  const columns = Object.keys(serverColumns) as (keyof typeof serverColumns)[];
  await client.query(
    `INSERT INTO portcullis.catalogue_server AS s (${columns.join(", ")})
     SELECT ${columns.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS r(${columns.map((name) => `${name} ${serverColumns[name]}`).join(", ")})
     ON CONFLICT (slug) DO UPDATE SET imported_at = now(), ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}`,
    [JSON.stringify(writes.map(serverValues))],
  );
  await client.query("DELETE FROM portcullis.catalogue_tool WHERE server_slug = ANY ($1)", [slugs]);
  const tools = writes.flatMap(({ record, row }) => row.tools.map((tool) => ({ ...tool, server_slug: record.slug, rank: row.rank })));
  if (tools.length === 0) return;
  const names = Object.keys(toolColumns) as (keyof typeof toolColumns)[];
  await client.query(
    `INSERT INTO portcullis.catalogue_tool (${names.join(", ")})
     SELECT ${names.join(", ")} FROM jsonb_to_recordset($1::jsonb) AS r(${names.map((name) => `${name} ${toolColumns[name]}`).join(", ")})`,
    [JSON.stringify(tools)],
  );
}

const serverColumns = {
  slug: "text",
  name: "text",
  title: "text",
  description: "text",
  repository: "text",
  website: "text",
  package_registry: "text",
  package: "text",
  version: "text",
  url: "text",
  source: "text",
  origins: "jsonb",
  recorded_at: "timestamptz",
  digest: "text",
  tool_count: "integer",
  read_count: "integer",
  write_count: "integer",
  execute_count: "integer",
  destructive_count: "integer",
  financial_count: "integer",
  unclassified_count: "integer",
  definition_size: "integer",
  rank: "integer",
  category_rules: "integer",
  search: "text",
  facets: "text[]",
} as const;

const toolColumns = {
  server_slug: "text",
  name: "text",
  position: "integer",
  title: "text",
  description: "text",
  definition: "text",
  category: "text",
  confidence: "real",
  signals: "text[]",
  rank: "integer",
  search: "text",
  facets: "text[]",
} as const;

const serverValues = ({ record, row }: ServerWrite): Record<keyof typeof serverColumns, unknown> => ({
  slug: record.slug,
  name: record.name,
  title: record.title ?? null,
  description: record.description ?? null,
  repository: record.repository ?? null,
  website: record.website ?? null,
  package_registry: record.registry ?? null,
  package: record.package ?? null,
  version: record.version ?? null,
  url: record.url ?? null,
  source: record.source,
  origins: record.origins,
  recorded_at: record.recordedAt,
  digest: row.digest,
  tool_count: row.tools.length,
  read_count: row.counts.read,
  write_count: row.counts.write,
  execute_count: row.counts.execute,
  destructive_count: row.counts.destructive,
  financial_count: row.counts.financial,
  unclassified_count: row.counts.unclassified,
  definition_size: row.definition_size,
  rank: row.rank,
  category_rules: rulesVersion,
  search: row.search,
  facets: row.facets,
});
