import { isRegistryList, isServerJson, readRegistryList, readServerJson } from "./registry.ts";
import { type ImportContext, isRecord, type ReadDocument, recordOf, textOf, webUrlOf } from "./server-record.ts";
import { isToolsList, readTools, readToolsList } from "./tools-list.ts";

/**
 * Reads a JSON document of the kinds that an import knows: a record of the catalogue, a page of the MCP Registry's list, a
 * `server.json`, a `tools/list` dump. Never throws; what cannot be used is a problem with its place.
 */
export function readCatalogueDocument(value: unknown, context: ImportContext): ReadDocument {
  if (isRecordedServer(value)) return readRecordedServer(value, context);
  if (isRegistryList(value)) return readRegistryList(value, context);
  if (isServerJson(value)) return readServerJson(value, context);
  if (isToolsList(value)) return readToolsList(value, context);
  const message = "This is no list of tools, no server.json and no list of servers of an MCP Registry.";
  return { records: [], problems: [{ pointer: "", message }] };
}

/** A server as `scripts/record-catalogue.mjs` writes it: facts and tools in one file. */
export function readRecordedServer(value: Record<string, unknown>, context: ImportContext): ReadDocument {
  const { tools, problems } = readTools(value.tools as unknown[], "/tools");
  const at = textOf(value.recordedAt, 40) ?? context.at;
  const facts = {
    slug: value.slug as string,
    name: textOf(value.name, 200) ?? (value.slug as string),
    description: textOf(value.description),
    repository: webUrlOf(value.repository),
    website: webUrlOf(value.website),
    registry: textOf(value.registry, 40),
    package: textOf(value.package, 300),
    version: textOf(value.version, 100),
    tools,
  };
  return { records: [recordOf(facts, "recorded", { ...context, from: textOf(value.source, 200) ?? context.from, at })], problems };
}

const isRecordedServer = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value.slug === "string" && /^[a-z0-9][a-z0-9-]{0,79}$/.test(value.slug) && Array.isArray(value.tools);
