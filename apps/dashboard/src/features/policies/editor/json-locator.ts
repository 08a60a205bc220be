import { jsonLanguage } from "@codemirror/lang-json";
import type { SyntaxNode } from "@lezer/common";
import { pointerParts } from "../json-pointer.ts";

/** Offsets into the text, `to` exclusive. */
export type Range = { from: number; to: number };

export type Locator = {
  /**
   * Where a JSON pointer stands in the text. `key` underlines the member's name, `value` the value when it is a single
   * word or number. A pointer to something that is missing gives the opening bracket of the deepest part that exists, so that
   * a missing member of the whole document does not cover every other finding.
   */
  range(pointer: string, part?: "key" | "value"): Range;
  /** The member or element that a pointer names, from its first to its last character; null where there is none. */
  whole(pointer: string): Range | null;
  /** 1-based line of an offset. */
  line(offset: number): number;
};

/** Parses the text once and answers for many pointers. The text may be broken: the parser recovers. */
export function jsonLocator(text: string): Locator {
  const root = jsonLanguage.parser.parse(text).topNode.firstChild;
  return {
    range: (pointer, part = "value") =>
      root ? locate(text, root, pointerParts(pointer), part) : { from: 0, to: Math.min(1, text.length) },
    whole: (pointer) => (root ? wholeOf(text, root, pointerParts(pointer)) : null),
    line: (offset) => text.slice(0, offset).split("\n").length,
  };
}

function locate(text: string, root: SyntaxNode, parts: string[], wanted: "key" | "value"): Range {
  let node = root;
  let key: SyntaxNode | null = null;
  for (const part of parts) {
    const child = childOf(text, node, part);
    if (!child) return opening(node);
    node = child.value;
    key = child.key;
  }
  if (key && (wanted === "key" || isContainer(node))) return { from: key.from, to: key.to };
  return isContainer(node) ? opening(node) : { from: node.from, to: node.to };
}

function wholeOf(text: string, root: SyntaxNode, parts: string[]): Range | null {
  let [node, key]: [SyntaxNode, SyntaxNode | null] = [root, null];
  for (const part of parts) {
    const child = childOf(text, node, part);
    if (!child) return null;
    [node, key] = [child.value, child.key];
  }
  return { from: key?.from ?? node.from, to: node.to };
}

/** The member or element of a container's node. */
export function childOf(text: string, node: SyntaxNode, part: string): { key: SyntaxNode | null; value: SyntaxNode } | null {
  if (node.name === "Array") {
    const value = elementsOf(node)[/^(0|[1-9]\d*)$/.test(part) ? Number(part) : -1];
    return value ? { key: null, value } : null;
  }
  // The last of several members with one name is the one JSON.parse keeps.
  const property = node.getChildren("Property").findLast((candidate) => nameOf(text, candidate) === part);
  const key = property?.getChild("PropertyName");
  return property && key ? { key, value: property.lastChild ?? key } : null;
}

/** The values of an array's node. */
export function elementsOf(array: SyntaxNode): SyntaxNode[] {
  const elements: SyntaxNode[] = [];
  for (let child = array.firstChild; child; child = child.nextSibling) if (/^[A-Z]/.test(child.name)) elements.push(child);
  return elements;
}

/** The name of a member's node; null where it is not a string yet. */
export function nameOf(text: string, property: SyntaxNode): string | null {
  const name = property.getChild("PropertyName");
  if (!name) return null;
  try {
    return JSON.parse(text.slice(name.from, name.to)) as string;
  } catch {
    return null;
  }
}

const isContainer = (node: SyntaxNode): boolean => node.name === "Object" || node.name === "Array";

const opening = (node: SyntaxNode): Range => ({ from: node.from, to: isContainer(node) ? node.from + 1 : node.to });
