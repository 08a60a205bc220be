import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode } from "@lezer/common";
import { childOf, nameOf } from "../../editor/json-locator.ts";
import { pointerOf } from "../../json-pointer.ts";

export type JsonObject = { [name: string]: unknown };

/** One entry of `tools`: its selector, where it stands, and what it holds (undefined when that is not an object). */
export type EntryView = { key: string; pointer: string; entry: JsonObject | undefined };

/**
 * The document as the builder reads it. The text stays the truth: nothing of it is kept here that could be written back, and what the
 * builder does not know stays where it is. The entries come in the text's order, which `JSON.parse` loses for names such as "42".
 */
export type DocumentView = { value: JsonObject; entries: readonly EntryView[]; hide: readonly string[] };

/** Reads a text; null while it is not a JSON object. A document that the engine refuses is read all the same: it is being written. */
export function viewOf(text: string): DocumentView | null {
  const value = parsedObject(text);
  if (value === null) return null;
  const tools = objectAt(value, "tools");
  const entries = keysOf(text, tools).map((key) => ({ key, pointer: pointerOf("tools", key), entry: objectAt(tools ?? {}, key) }));
  const hide = Array.isArray(value.hide) ? value.hide.filter((one): one is string => typeof one === "string") : [];
  return { value, entries, hide };
}

/** A member that is an object. */
export function objectAt(holder: JsonObject, name: string): JsonObject | undefined {
  const member = Object.hasOwn(holder, name) ? holder[name] : undefined;
  return isObject(member) ? member : undefined;
}

/** A member that is a list; empty where there is none. */
export function listAt(holder: JsonObject | undefined, name: string): readonly unknown[] {
  const member = holder && Object.hasOwn(holder, name) ? holder[name] : undefined;
  return Array.isArray(member) ? member : [];
}

export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

const parsedObject = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** Only names such as "42" are moved by `JSON.parse`; without one its own order is the text's, and no tree is needed. */
const keysOf = (text: string, tools: JsonObject | undefined): string[] => {
  const keys = Object.keys(tools ?? {});
  if (!keys.some((key) => /^(0|[1-9]\d*)$/.test(key))) return keys;
  const root = jsonLanguage.parser.parse(text).topNode.firstChild;
  const node = root && childOf(text, root, "tools")?.value;
  const written = node ? propertiesOf(node).map((property) => nameOf(text, property)) : [];
  return [...new Set(written.filter((name): name is string => name !== null))];
};

const propertiesOf = (node: SyntaxNode): SyntaxNode[] => node.getChildren("Property");
