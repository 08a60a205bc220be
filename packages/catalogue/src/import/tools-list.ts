import type { ToolDefinition } from "../definition.ts";
import { type ImportContext, type ImportProblem, importLimits, isRecord, type ReadDocument, recordOf } from "./server-record.ts";

/** A `tools/list` dump: the result, the JSON-RPC answer around it, or the array of tools alone. The server's name comes from the context. */
export function readToolsList(value: unknown, context: ImportContext): ReadDocument {
  const { list, pointer } = toolsWithin(value);
  if (list === undefined) return { records: [], problems: [{ pointer, message: "There is no list of tools here." }] };
  const { tools, problems } = readTools(list, pointer);
  return { records: [recordOf({ name: context.name ?? "Unnamed server", tools }, "tools_list", context)], problems };
}

/** Does the document look like a list of tools? */
export const isToolsList = (value: unknown): boolean => toolsWithin(value).list !== undefined;

/** The definitions in a list, without those that no catalogue can hold; each of these is a problem with its place. */
export function readTools(list: readonly unknown[], pointer: string): { tools: ToolDefinition[]; problems: ImportProblem[] } {
  const tools: ToolDefinition[] = [];
  const problems: ImportProblem[] = [];
  const seen = new Set<string>();
  for (const [index, tool] of list.entries()) {
    const place = `${pointer}/${index}`;
    if (tools.length >= importLimits.toolsMax) {
      problems.push({ pointer: place, message: `Only the first ${importLimits.toolsMax} tools are kept.` });
      break;
    }
    const message = unfit(tool, seen);
    if (message !== undefined) problems.push({ pointer: place, message });
    else {
      seen.add((tool as ToolDefinition).name);
      tools.push(tool as ToolDefinition);
    }
  }
  return { tools, problems };
}

function unfit(tool: unknown, seen: ReadonlySet<string>): string | undefined {
  if (!isRecord(tool)) return "This is no tool: a tool is an object.";
  const { name } = tool;
  if (typeof name !== "string" || name === "") return "This tool has no name.";
  if (name.length > importLimits.toolNameMax) return `This tool's name is longer than ${importLimits.toolNameMax} characters.`;
  if (/[\0\p{Cs}]/u.test(name)) return "This tool's name has characters that cannot be stored.";
  if (seen.has(name)) return `The tool ${JSON.stringify(name)} is here twice; the first one counts.`;
  if (nestingOf(tool) > nestingMax) return `The definition of ${JSON.stringify(name)} is nested more than ${nestingMax} deep.`;
  if (JSON.stringify(tool).length > importLimits.definitionMax) return `The definition of ${JSON.stringify(name)} is larger than 256 KiB.`;
  return undefined;
}

const nestingMax = 200;

/** How deep a value is nested, counted without recursion; stops a little above what is allowed. */
function nestingOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth++) {
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
    if (level.length === 0 || depth > nestingMax) return depth;
  }
}

function toolsWithin(value: unknown): { list?: unknown[]; pointer: string } {
  let inner = value;
  let pointer = "";
  for (const wrapper of ["result", "tools"]) {
    if (!isRecord(inner) || !Object.hasOwn(inner, wrapper)) continue;
    inner = inner[wrapper];
    pointer += `/${wrapper}`;
  }
  if (!Array.isArray(inner)) return { pointer };
  // An array is a list of tools only when it says so, or when its members look like tools.
  const looksRight = pointer !== "" || inner.some((one) => isRecord(one) && ("inputSchema" in one || "description" in one));
  return looksRight ? { list: inner, pointer } : { pointer };
}
