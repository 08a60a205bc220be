import { parse, TomlError } from "smol-toml";
import { configurationLimits, type TextPlace } from "./configuration.ts";
import type { Entry } from "./entries.ts";
import type { ReadEntries } from "./parse-configuration.ts";

/** Reads TOML. Its reader keeps no places, so a table's is the line of its header. */
export function readTomlEntries(source: string): ReadEntries {
  const text = source.replace(/^\ufeff/, "");
  try {
    const root = parse(text, { maxDepth: configurationLimits.nestingMax });
    return { root: entryOf(root, [], headersIn(text)), problems: [] };
  } catch (error) {
    if (error instanceof TomlError)
      return { root: null, problems: [{ line: error.line, column: error.column, kind: "unreadable", message: `${firstLine(error)}.` }] };
    return { root: null, problems: [{ line: 1, column: 1, kind: "unreadable", message: "This TOML cannot be read." }] };
  }
}

// The reader's message goes on with lines of the text, which may hold secrets.
const firstLine = ({ message }: Error): string =>
  (message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "Not valid TOML: ").replace(/\.$/, "");

function entryOf(value: unknown, path: readonly string[], headers: ReadonlyMap<string, number>): Entry {
  const place: TextPlace = { line: headers.get(path.join("\0")) ?? headers.get(path.slice(0, -1).join("\0")) ?? 1, column: 1 };
  if (Array.isArray(value)) return { ...place, kind: "array", items: value.map((item) => entryOf(item, path, headers)) };
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    const members = Object.entries(value).map(([name, inner]) => ({ name, value: entryOf(inner, [...path, name], headers) }));
    return { ...place, kind: "object", members };
  }
  const plain = typeof value === "string" || typeof value === "boolean" || typeof value === "number" ? value : String(value);
  return { ...place, kind: "value", value: plain };
}

/** The lines of `[a.b."c"]`, by path. */
function headersIn(text: string): Map<string, number> {
  const headers = new Map<string, number>();
  for (const [index, line] of text.split("\n").entries()) {
    const header = /^\s*\[([^[\]]+)\]\s*(?:#.*)?\r?$/.exec(line)?.[1];
    if (header === undefined) continue;
    const path = [...header.matchAll(/"((?:[^"\\]|\\.)*)"?|'([^']*)'|([\w-]+)/g)].map(
      ([, basic, literal, bare]) => basic ?? literal ?? bare ?? "",
    );
    headers.set(path.join("\0"), index + 1);
  }
  return headers;
}
