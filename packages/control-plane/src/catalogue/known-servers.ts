import type { ServerRecord, ToolDefinition } from "@portcullis/catalogue";
import type { PoolClient } from "@portcullis/db/runtime";
import type { KnownServer } from "./merge.ts";

export type Known = { record: KnownServer; digest: string };

/** The stored servers that any of these records may be: by slug, by package, by URL. */
export async function knownServers(
  client: PoolClient,
  records: readonly ServerRecord[],
): Promise<{ of: (found: ServerRecord) => Known | undefined }> {
  const { rows } = await client.query<Row>(
    `SELECT slug, name, title, description, repository, website, package_registry AS registry, package, version, url, source, origins,
       recorded_at, digest FROM portcullis.catalogue_server
     WHERE slug = ANY ($1) OR package = ANY ($2) OR url = ANY ($3)`,
    [records.map(({ slug }) => slug), records.flatMap((record) => record.package ?? []), records.flatMap((record) => record.url ?? [])],
  );
  const [bySlug, byPackage, byUrl] = [new Map<string, Known>(), new Map<string, Known>(), new Map<string, Known>()];
  for (const row of rows) {
    const known = knownOf(row);
    bySlug.set(row.slug, known);
    if (row.package !== null && !byPackage.has(packageKey(known.record))) byPackage.set(packageKey(known.record), known);
    if (row.url !== null && !byUrl.has(row.url)) byUrl.set(row.url, known);
  }
  return {
    of: (found) =>
      bySlug.get(found.slug) ??
      (found.package === undefined ? undefined : byPackage.get(packageKey(found))) ??
      (found.url === undefined ? undefined : byUrl.get(found.url)),
  };
}

/** The stored definitions of a server, in its order. */
export async function toolsOf(client: PoolClient, slug: string): Promise<ToolDefinition[]> {
  const { rows } = await client.query<{ definition: string }>(
    "SELECT definition FROM portcullis.catalogue_tool WHERE server_slug = $1 ORDER BY position, name",
    [slug],
  );
  return rows.map(({ definition }) => JSON.parse(definition) as ToolDefinition);
}

type Row = Omit<KnownServer, "recordedAt"> & { recorded_at: Date; digest: string; package: string | null; url: string | null };

/** As a record again: what is null in the table is not there. */
function knownOf({ recorded_at, digest, ...row }: Row): Known {
  const facts = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return { record: { ...(facts as Omit<KnownServer, "recordedAt">), recordedAt: recorded_at.toISOString() }, digest };
}

const packageKey = ({ registry, package: name }: { registry?: string; package?: string }) => `${registry ?? ""} ${name ?? ""}`;
