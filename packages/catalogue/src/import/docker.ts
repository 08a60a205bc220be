import type { ToolDefinition } from "../definition.ts";
import { type ImportContext, importLimits, isRecord, type ReadDocument, recordOf, textOf, webUrlOf } from "./server-record.ts";
import { readTools } from "./tools-list.ts";

/**
 * One folder of a Docker catalogue (`servers/<name>`): what its `server.yaml` holds, already read, and its `tools.json` where there is
 * one. Pointers name the member of either.
 */
export function readDockerServer(manifest: unknown, tools: unknown, context: ImportContext): ReadDocument {
  const name = isRecord(manifest) ? textOf(manifest.name, importLimits.nameMax) : undefined;
  if (!isRecord(manifest) || name === undefined)
    return { records: [], problems: [{ pointer: "/name", message: "This server has no name." }] };
  const about = isRecord(manifest.about) ? manifest.about : {};
  const source = isRecord(manifest.source) ? manifest.source : {};
  const remote = isRecord(manifest.remote) ? manifest.remote : {};
  const image = textOf(manifest.image, 300);
  const read = Array.isArray(tools) ? readTools(tools.map(definitionOf), "") : { tools: undefined, problems: [] };
  const record = recordOf(
    {
      name,
      title: textOf(about.title, importLimits.nameMax),
      description: textOf(about.description),
      repository: webUrlOf(source.project),
      ...(image !== undefined && { registry: "oci", package: image.replace(/@sha256:.*$/, "") }),
      version: textOf(source.commit, 100)?.slice(0, 12),
      url: webUrlOf(remote.url),
      tools: read.tools,
    },
    "docker",
    context,
  );
  return { records: [record], problems: read.problems };
}

/** A tool of `tools.json` names its arguments in a list; the catalogue keeps them as the schema that the list describes. */
function definitionOf(tool: unknown): unknown {
  if (!isRecord(tool) || "inputSchema" in tool || !Array.isArray(tool.arguments)) return tool;
  const { arguments: list, ...rest } = tool;
  const named = list.filter((one): one is Record<string, unknown> => isRecord(one) && typeof one.name === "string");
  const properties = Object.fromEntries(named.map(({ name, ...facts }) => [name as string, schemaOf(facts)]));
  const required = named.filter(({ optional }) => optional !== true).map(({ name }) => name);
  return { ...rest, inputSchema: { type: "object", properties, ...(required.length > 0 && { required }) } } as unknown as ToolDefinition;
}

const types = new Set(["string", "number", "integer", "boolean", "array", "object", "null"]);

const schemaOf = ({ type, desc, items }: Record<string, unknown>) => ({
  ...(typeof type === "string" && types.has(type) && { type }),
  ...(typeof desc === "string" && desc !== "" && { description: desc }),
  ...(isRecord(items) && { items }),
});
