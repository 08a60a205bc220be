import type { WireError } from "./classify.ts";
import { type Headers, trimBlanks } from "./headers.ts";
import { decodeHeaderValue, headerMismatch } from "./mirrored.ts";
import type { JsonNode } from "./tree.ts";

/** One `x-mcp-header` of a tool's input schema: the argument at `path` is mirrored in `Mcp-Param-<header>`. */
export interface ParamHeader {
  readonly header: string;
  readonly path: readonly string[];
  readonly numeric: boolean;
}

/** Reads the declarations of an input schema: string members `x-mcp-header` along nested `properties`. */
export function paramHeaderDeclarations(inputSchema: JsonNode): readonly ParamHeader[] {
  const found: ParamHeader[] = [];
  collect(inputSchema, [], found);
  return found;
}

/**
 * C2: a present value needs its header, null or absent means no header, numbers compare numerically, the rest as decoded text.
 * Headers that nothing declares are passed on (A7).
 */
export function compareParamHeaders(
  declarations: readonly ParamHeader[],
  args: JsonNode | undefined,
  headers: Headers,
): WireError | undefined {
  for (const { header, path, numeric } of declarations) {
    const name = `Mcp-Param-${header}`;
    const values = headers.get(name.toLowerCase());
    const expected = scalarText(at(args, path));
    if (values !== undefined && values.length > 1) return headerMismatch(name, "is repeated");
    if (values === undefined) {
      if (expected !== undefined) return headerMismatch(name, "is missing");
      continue;
    }
    const received = decodeHeaderValue(trimBlanks(values[0]!));
    if (received === undefined) return headerMismatch(name, "is not valid base64");
    if (expected === undefined || !(numeric ? isSameNumber(received, expected) : received === expected)) {
      return headerMismatch(name, "differs from the body");
    }
  }
  return undefined;
}

function collect(schema: JsonNode | undefined, path: readonly string[], found: ParamHeader[]): void {
  if (schema?.kind !== "object") return;
  const header = schema.members.get("x-mcp-header");
  if (header?.kind === "string" && TOKEN.test(header.value) && path.length > 0) {
    const type = schema.members.get("type");
    found.push({ header: header.value, path, numeric: type?.kind === "string" && (type.value === "integer" || type.value === "number") });
  }
  const properties = schema.members.get("properties");
  if (properties?.kind !== "object") return;
  for (const [name, child] of properties.members) collect(child, [...path, name], found);
}

function at(args: JsonNode | undefined, path: readonly string[]): JsonNode | undefined {
  let node = args;
  for (const name of path) node = node?.kind === "object" ? node.members.get(name) : undefined;
  return node;
}

/** The text that the header must carry; undefined for what has none. Arrays and objects have none. */
function scalarText(node: JsonNode | undefined): string | undefined {
  if (node?.kind === "string") return node.value;
  if (node?.kind === "number") return node.text;
  return node?.kind === "boolean" ? String(node.value) : undefined;
}

/** By value, but only where a double holds both exactly; beyond that the spelling must be the same. */
function isSameNumber(left: string, right: string): boolean {
  if (left === right) return true;
  if (!DECIMAL.test(left) || left.length > 40 || right.length > 40) return false;
  const value = Number(left);
  return (
    value === Number(right) &&
    Math.abs(value) <= Number.MAX_SAFE_INTEGER &&
    left.replace(/\D/g, "").length <= 16 &&
    right.replace(/\D/g, "").length <= 16
  );
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
