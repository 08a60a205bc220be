import { hash } from "node:crypto";
import { ANSWER_LIMITS, type JsonNode, type JsonObject, scan } from "@portcullis/protocol";
import { type HostNote, hostNotes } from "./hosts.ts";
import { isUnseen, type Piece, piecesOf } from "./pieces.ts";

/** One line of the call: a value, or the head of an object or list whose members follow one deeper. */
export interface ShownRow {
  /** Where it stands in its section, as a JSON pointer. */
  pointer: string;
  depth: number;
  /** The member's name, or the place in a list; empty for the section's own value. */
  name: Piece[];
  isItem: boolean;
  kind: JsonNode["kind"];
  /** Members, items, or characters (code points). */
  size: number;
  /** Of a value that is neither object nor list, in full. */
  value: Piece[];
  /** Of a value too long to be read at a glance: SHA-256 of its UTF-8 text, hexadecimal. It is folded. */
  sha256: string | null;
  /** The tool's schema does not know this member. */
  isUnknown: boolean;
  hosts: HostNote[];
}

export interface ShownSection {
  title: "Arguments" | "Other parameters" | "Parameters" | "Metadata";
  rows: ShownRow[];
}

/** The exact call made visible, from its canonical text alone. `editable`: the arguments as indented JSON, every number by its own text. */
export interface ShownCall {
  sections: ShownSection[];
  editable: string | null;
}

type Call = { params: string; meta: string | null; unknownFields: readonly string[] };

/** @returns null for a text that is not read whole: then nothing may be decided on it */
export function shownCall({ params, meta, unknownFields }: Call, knownHosts: readonly string[]): ShownCall | null {
  const unknown = new Set(unknownFields);
  const read = objectOf(params);
  if (read === null) return null;
  const sections: ShownSection[] = [];
  const add = (title: ShownSection["title"], node: JsonNode) => {
    const rows: ShownRow[] = [];
    walk(node, { pointer: "", depth: 0, name: [], isItem: false }, rows, title === "Arguments" ? unknown : none, knownHosts);
    // An object needs no line of its own where its title says what it is; an empty one does.
    sections.push({ title, rows: rows.length > 1 ? rows.slice(1) : rows });
  };
  const args = read.members.get("arguments");
  if (args) add("Arguments", args);
  const rest = new Map([...read.members].filter(([name]) => name !== "arguments" && name !== "name"));
  if (rest.size > 0) add(args ? "Other parameters" : "Parameters", { ...read, members: rest });
  if (meta !== null) {
    const readMeta = objectOf(meta);
    if (readMeta === null) return null;
    if (readMeta.members.size > 0) add("Metadata", readMeta);
  }
  return { sections, editable: args === undefined ? null : printed(args, "") };
}

const none: ReadonlySet<string> = new Set();
const objectOf = (text: string): JsonObject | null => {
  const read = scan(Buffer.from(text), ANSWER_LIMITS);
  return read.ok && read.root.kind === "object" ? read.root : null;
};

type Place = { pointer: string; depth: number; name: Piece[]; isItem: boolean };

function walk(node: JsonNode, place: Place, rows: ShownRow[], unknown: ReadonlySet<string>, hosts: readonly string[]): void {
  const row = { ...place, kind: node.kind, isUnknown: unknown.has(place.pointer), sha256: null, value: [], hosts: [] };
  const at = (name: string, key: string | number): Place => ({
    pointer: `${place.pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    depth: place.depth + 1,
    name: piecesOf(String(key)),
    isItem: typeof key === "number",
  });
  if (node.kind === "object") {
    rows.push({ ...row, size: node.members.size });
    for (const [name, member] of node.members) walk(member, at(name, name), rows, unknown, hosts);
  } else if (node.kind === "array") {
    rows.push({ ...row, size: node.items.length });
    for (const [index, item] of node.items.entries()) walk(item, at(String(index), index), rows, unknown, hosts);
  } else {
    const text = textOf(node);
    const isLong = text.length > longAt || (node.kind === "string" && text.split("\n", linesAt + 1).length > linesAt);
    rows.push({
      ...row,
      size: [...text].length,
      value: piecesOf(text),
      sha256: isLong ? hash("sha256", text) : null,
      hosts: node.kind === "string" ? hostNotes(text, hosts) : [],
    });
  }
}

function textOf(node: Exclude<JsonNode, { kind: "object" | "array" }>): string {
  if (node.kind === "string") return node.value;
  if (node.kind === "number") return node.text;
  return node.kind === "null" ? "null" : String(node.value);
}

/** JSON with two spaces a level. What could not be seen is written as its escape, which means the same. */
function printed(node: JsonNode, indent: string): string {
  const deeper = `${indent}  `;
  if (node.kind === "object") {
    const members = [...node.members].map(([name, member]) => `${deeper}${quoted(name)}: ${printed(member, deeper)}`);
    return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
  }
  if (node.kind === "array") {
    const items = node.items.map((item) => `${deeper}${printed(item, deeper)}`);
    return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n${indent}]`;
  }
  return node.kind === "string" ? quoted(node.value) : textOf(node);
}

const quoted = (text: string): string => [...JSON.stringify(text)].map((letter) => (isUnseen(letter) ? escaped(letter) : letter)).join("");
const escaped = (letter: string) => letter.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** Longer values are folded: beyond what is read at a glance something could hide. */
const longAt = 400;
const linesAt = 12;
