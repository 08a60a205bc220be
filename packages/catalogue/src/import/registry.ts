import {
  type ImportContext,
  type ImportProblem,
  importLimits,
  isRecord,
  type ReadDocument,
  recordOf,
  type ServerRecord,
  textOf,
  webUrlOf,
} from "./server-record.ts";

/** Is this a `server.json` of the official MCP Registry? Both spellings of its members, 2025-07-09 and after, are known. */
export const isServerJson = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.name === "string" &&
  (Array.isArray(value.packages) || Array.isArray(value.remotes) || looksPublished(value));

/** Is this an answer of the registry's list, `GET /v0/servers`? */
export const isRegistryList = (value: unknown): boolean => isRecord(value) && Array.isArray(value.servers);

/** A `server.json`: name, description, repository, packages and remotes. It lists no tools. */
export function readServerJson(value: unknown, context: ImportContext, pointer = ""): ReadDocument {
  const record = isRecord(value) ? serverOf(value, context) : undefined;
  if (typeof record === "object") return { records: [record], problems: [] };
  return { records: [], problems: [{ pointer, message: "This is no server.json: it has no name that can be used." }] };
}

/** A page of the registry's list. Of several versions of one server, the one that is marked as latest counts, else the last. */
export function readRegistryList(value: unknown, context: ImportContext): ReadDocument {
  const problems: ImportProblem[] = [];
  const found = new Map<string, { record: ServerRecord; latest: boolean }>();
  const entries = isRecord(value) && Array.isArray(value.servers) ? value.servers : [];
  for (const [index, entry] of entries.entries()) {
    const { server, meta } = unwrapped(entry);
    if (meta.status === "deleted") continue;
    const at = textOf(meta.updatedAt, 40) ?? textOf(meta.publishedAt, 40) ?? context.at;
    const read = readServerJson(server, { ...context, at: Number.isNaN(Date.parse(at)) ? context.at : at }, `/servers/${index}`);
    problems.push(...read.problems);
    for (const record of read.records) {
      const known = found.get(record.slug);
      if (!known || meta.isLatest === true || !known.latest) found.set(record.slug, { record, latest: meta.isLatest === true });
    }
  }
  return { records: [...found.values()].map(({ record }) => record), problems };
}

/** Where the next page of the list begins; undefined on the last one. */
export function nextCursorOf(value: unknown): string | undefined {
  const metadata = isRecord(value) && isRecord(value.metadata) ? value.metadata : {};
  return textOf(metadata.nextCursor, 2_000) ?? textOf(metadata.next_cursor, 2_000);
}

function serverOf(value: Record<string, unknown>, context: ImportContext): ServerRecord | undefined {
  const name = textOf(value.name, importLimits.nameMax);
  if (name === undefined) return undefined;
  const packages = listOf(value.packages);
  const [first] = packages;
  const [remote] = listOf(value.remotes).filter(({ url }) => webUrlOf(url) !== undefined);
  const repository = isRecord(value.repository) ? webUrlOf(value.repository.url) : undefined;
  const older = isRecord(value.version_detail) ? value.version_detail.version : undefined;
  return recordOf(
    {
      name,
      title: textOf(value.title, importLimits.nameMax),
      description: textOf(value.description),
      repository,
      website: webUrlOf(value.websiteUrl ?? value.website_url),
      registry: textOf(first?.registryType ?? first?.registry_type ?? first?.registry_name, 40),
      package: textOf(first?.identifier ?? first?.name, 300),
      version: textOf(value.version ?? older ?? first?.version, 100),
      // A template such as `https://{host}/mcp` is no address.
      url: typeof remote?.url === "string" && /[{}]/.test(remote.url) ? undefined : webUrlOf(remote?.url),
    },
    "registry",
    context,
  );
}

/** Entries come bare, as `{ server, _meta }`, or with the registry's words under `_meta` or in `x-…` members. */
function unwrapped(entry: unknown): { server: unknown; meta: Record<string, unknown> } {
  if (!isRecord(entry)) return { server: entry, meta: {} };
  const server = isRecord(entry.server) ? entry.server : entry;
  const around = isRecord(entry._meta) ? entry._meta : isRecord(server) && isRecord(server._meta) ? server._meta : {};
  const official = around["io.modelcontextprotocol.registry/official"];
  const meta = isRecord(official) ? official : {};
  const status = meta.status ?? (isRecord(server) ? server.status : undefined);
  return { server, meta: { ...meta, isLatest: meta.isLatest ?? meta.is_latest, updatedAt: meta.updatedAt ?? meta.updated_at, status } };
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);

const looksPublished = (value: Record<string, unknown>) =>
  isRecord(value.version_detail) || (typeof value.$schema === "string" && value.$schema.includes("server.schema.json"));
