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

/** Reads the declarations of an input schema, as plain JSON: string members `x-mcp-header` along nested `properties`. */
export function paramHeaderDeclarations(inputSchema: unknown): readonly ParamHeader[] {
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

function collect(schema: unknown, path: readonly string[], found: ParamHeader[]): void {
  // What people accept as a schema is not that deep; a hostile one is not followed for ever.
  if (!isObject(schema) || path.length > depthMax || found.length > declarationsMax) return;
  const { "x-mcp-header": header, type, properties } = schema;
  if (typeof header === "string" && TOKEN.test(header) && path.length > 0)
    found.push({ header, path, numeric: type === "integer" || type === "number" });
  if (isObject(properties)) for (const name of Object.keys(properties)) collect(properties[name], [...path, name], found);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const depthMax = 32;
const declarationsMax = 1_000;

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
