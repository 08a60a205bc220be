import { hasHidden, revealHidden } from "@portcullis/catalogue";
import { canonicalize, type JsonNode, scan } from "@portcullis/protocol";
import type { FieldDifference } from "./review.ts";
import { type Effort, effortMax, textParts } from "./text-parts.ts";

/**
 * Field by field, what is different between two definitions as they were received; without a first one, every member of the second. Numbers are compared as
 * they are written and order means nothing, as in the digest: two definitions with different digests differ here too.
 *
 * @param effort what comparing texts word by word may still cost, for all definitions that are reviewed together: beyond it, texts stand side by side
 */
export function differencesOf(before: string | null, after: string, effort: Effort = { left: effortMax }): FieldDifference[] {
  const found: Found = { list: [], effort };
  const now = rootOf(after);
  const was = before === null ? undefined : rootOf(before);
  // What cannot be read field by field is shown whole.
  if (now === undefined || (before !== null && was === undefined)) return [difference("", textOf(before), textOf(after), effort)];
  if (was !== undefined) walk(was, now, "", found);
  else if (now.kind === "object")
    for (const [key, member] of now.members) found.list.push(difference(step("", key), undefined, shownNode(member), effort));
  return found.list.slice(0, differencesMax);
}

type Found = { list: FieldDifference[]; effort: Effort };

// Only what has no members of its own to go through is compared whole: what is nested deep would be written out once for each level.
function walk(was: JsonNode, now: JsonNode, pointer: string, found: Found): void {
  if (found.list.length >= differencesMax) return;
  if (was.kind === "object" && now.kind === "object") {
    for (const key of new Set([...now.members.keys(), ...was.members.keys()]))
      compare(was.members.get(key), now.members.get(key), step(pointer, key), found);
  } else if (was.kind === "array" && now.kind === "array" && ![...was.items, ...now.items].every(isPlain)) {
    for (let i = 0; i < Math.max(was.items.length, now.items.length); i++)
      compare(was.items[i], now.items[i], step(pointer, String(i)), found);
  } else if (canonicalize(was) !== canonicalize(now)) found.list.push(difference(pointer, shownNode(was), shownNode(now), found.effort));
}

function compare(was: JsonNode | undefined, now: JsonNode | undefined, pointer: string, found: Found): void {
  if (was !== undefined && now !== undefined) walk(was, now, pointer, found);
  else found.list.push(difference(pointer, was && shownNode(was), now && shownNode(now), found.effort));
}

function difference(pointer: string, was: Shown | undefined, now: Shown | undefined, effort: Effort): FieldDifference {
  const kind = was === undefined ? "added" : now === undefined ? "removed" : "changed";
  const parts = was?.isText && now?.isText ? textParts(was.text, now.text, effort) : undefined;
  const cut = { ...(was?.cut !== undefined && { before: was.cut }), ...(now?.cut !== undefined && { after: now.cut }) };
  return {
    pointer: revealHidden(pointer),
    kind,
    ...(was && { before: was.text }),
    ...(now && { after: now.text }),
    ...(parts && { parts }),
    hasHidden: [was, now].some((side) => side?.hasHidden === true) || hasHidden(pointer),
    ...(Object.keys(cut).length > 0 && { cut }),
  };
}

/** `cut`: the length of the whole, where this is a part of it. */
type Shown = { text: string; isText: boolean; hasHidden: boolean; cut?: number };

const shownNode = (node: JsonNode): Shown => (node.kind === "string" ? shownText(node.value, true) : shownText(written(node, ""), false));
const textOf = (text: string | null): Shown | undefined => (text === null ? undefined : shownText(text, false));

function shownText(text: string, isText: boolean): Shown {
  const part = text.slice(0, textMax);
  return { text: revealHidden(part), isText, hasHidden: hasHidden(text), ...(part.length < text.length && { cut: text.length }) };
}

/** A value as a person reads JSON: indented, numbers as they were written. */
function written(node: JsonNode, indent: string): string {
  const inner = `${indent}  `;
  const block = (open: string, rows: string[], close: string) =>
    rows.length === 0 ? open + close : `${open}\n${rows.map((row) => inner + row).join(",\n")}\n${indent}${close}`;
  if (node.kind === "object")
    return block(
      "{",
      [...node.members].map(([key, member]) => `${JSON.stringify(key)}: ${written(member, inner)}`),
      "}",
    );
  if (node.kind === "array") {
    if (node.items.every(isPlain)) return `[${node.items.map((item) => canonicalize(item)).join(", ")}]`;
    return block(
      "[",
      node.items.map((item) => written(item, inner)),
      "]",
    );
  }
  return canonicalize(node);
}

function rootOf(definition: string): JsonNode | undefined {
  const scanned = scan(Buffer.from(definition));
  return scanned.ok ? scanned.root : undefined;
}

const isPlain = ({ kind }: JsonNode) => kind !== "object" && kind !== "array";
const step = (pointer: string, key: string) => `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
const differencesMax = 500;
const textMax = 20_000;
