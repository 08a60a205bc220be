import type { ScanLimits } from "./lexer.ts";
import { ANSWER_LIMITS, scan } from "./scan.ts";
import type { JsonArray, JsonNode, JsonObject } from "./tree.ts";

/** One declared change (W1–W9): elements cut from an array, or members of an object cut, replaced or added. */
export type Change =
  | { readonly array: JsonArray; readonly keep: (item: JsonNode, index: number) => boolean }
  /** `set`: JSON text by member name. A name in both is an error. Added members go last. */
  | { readonly object: JsonObject; readonly cut?: readonly string[]; readonly set?: Readonly<Record<string, string>> };

/**
 * The received bytes with exactly these changes; every byte outside them is as it was. The result is scanned again and its tree compared
 * with the judged one (security page, 2.2); `read` is how `root` was read. Undefined: the changes overlap, or the result is not what was meant (`engine_error`).
 */
export function spliceMessage(
  bytes: Uint8Array,
  root: JsonObject | JsonArray,
  changes: readonly Change[],
  { limits = ANSWER_LIMITS, read = "whole" }: { readonly limits?: ScanLimits; readonly read?: "whole" | "envelope" } = {},
): Uint8Array | undefined {
  const plans = new Map<JsonNode, Plan>();
  for (const change of changes) {
    const node = "array" in change ? change.array : change.object;
    const plan = "array" in change ? planArray(change.array, change.keep) : planObject(change.object, change.cut ?? [], change.set ?? {});
    if (node.unread || plan === undefined || plans.has(node)) return undefined;
    plans.set(node, plan);
  }
  const spliced = applyEdits(
    bytes,
    [...plans.values()].flatMap((plan) => plan.edits),
  );
  if (spliced === undefined) return undefined;
  const scanned = scan(spliced, limits, read);
  return scanned.ok && isIntended(root, scanned.root, { bytes, spliced, plans }) ? spliced : undefined;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Plan {
  readonly edits: readonly Edit[];
  readonly removed: ReadonlySet<JsonNode>;
  readonly set: ReadonlyMap<string, string>;
}

function planArray(array: JsonArray, keep: (item: JsonNode, index: number) => boolean): Plan {
  const removed = new Set(array.items.filter((item, index) => !keep(item, index)));
  return { edits: cuts(array.items, removed), removed, set: new Map() };
}

function planObject(object: JsonObject, cut: readonly string[], set: Readonly<Record<string, string>>): Plan | undefined {
  const removed = new Set<JsonNode>();
  for (const name of cut) {
    const node = object.members.get(name);
    if (Object.hasOwn(set, name)) return undefined;
    if (node !== undefined) removed.add(node);
  }
  const members = [...object.members.values()];
  const edits = cuts(members, removed);
  const added: string[] = [];
  for (const [name, text] of Object.entries(set)) {
    const present = object.members.get(name);
    if (present === undefined) added.push(`${JSON.stringify(name)}:${text}`);
    else edits.push({ start: present.start, end: present.end, text });
  }
  const last = members.findLast((node) => !removed.has(node));
  if (added.length > 0) {
    const at = last?.end ?? object.start + 1;
    edits.push({ start: at, end: at, text: `${last === undefined ? "" : ","}${added.join(",")}` });
  }
  return { edits, removed, set: new Map(Object.entries(set)) };
}

/** Takes out each removed node with one comma: the one before it, or the one behind it when nothing is kept before. */
function cuts(nodes: readonly JsonNode[], removed: ReadonlySet<JsonNode>): Edit[] {
  const edits: Edit[] = [];
  let kept: JsonNode | undefined;
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if (!removed.has(node)) {
      kept = node;
      continue;
    }
    let last = index;
    while (last + 1 < nodes.length && removed.has(nodes[last + 1]!)) last++;
    const following = nodes[last + 1];
    if (kept !== undefined) edits.push({ start: kept.end, end: nodes[last]!.end, text: "" });
    else edits.push({ start: startOf(node), end: following === undefined ? nodes[last]!.end : startOf(following), text: "" });
    index = last;
  }
  return edits;
}

function startOf(node: JsonNode): number {
  return node.keyStart >= 0 ? node.keyStart : node.start;
}

function applyEdits(bytes: Uint8Array, edits: Edit[]): Uint8Array | undefined {
  edits.sort((left, right) => left.start - right.start || left.end - right.end);
  const parts: Uint8Array[] = [];
  let at = 0;
  let length = 0;
  for (const { start, end, text } of edits) {
    if (start < at || end > bytes.length) return undefined;
    const kept = bytes.subarray(at, start);
    const inserted = encoder.encode(text);
    parts.push(kept, inserted);
    length += kept.length + inserted.length;
    at = end;
  }
  const rest = bytes.subarray(at);
  const result = new Uint8Array(length + rest.length);
  let offset = 0;
  for (const part of [...parts, rest]) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

interface Comparison {
  readonly bytes: Uint8Array;
  readonly spliced: Uint8Array;
  readonly plans: ReadonlyMap<JsonNode, Plan>;
}

/** Whether `after` is `before` with exactly the planned changes. */
function isIntended(before: JsonNode, after: JsonNode, comparison: Comparison): boolean {
  const plan = comparison.plans.get(before);
  if ((before.kind === "object" || before.kind === "array") && before.unread) {
    return before.kind === after.kind && after.unread && isSameText(before, after, comparison);
  }
  if (before.kind === "array") {
    if (after.kind !== "array") return false;
    const kept = before.items.filter((item) => plan?.removed.has(item) !== true);
    return kept.length === after.items.length && kept.every((item, index) => isIntended(item, after.items[index]!, comparison));
  }
  if (before.kind !== "object") return isSameScalar(before, after);
  if (after.kind !== "object") return false;
  const expected = new Map([...before.members].filter(([, node]) => plan?.removed.has(node) !== true));
  const names = new Set([...expected.keys(), ...(plan?.set.keys() ?? [])]);
  if (names.size !== after.members.size) return false;
  for (const name of names) {
    const node = after.members.get(name);
    if (node === undefined) return false;
    const text = plan?.set.get(name);
    if (text === undefined ? !isIntended(expected.get(name)!, node, comparison) : !isText(node, text)) return false;
  }
  return true;
}

function isSameText(before: JsonNode, after: JsonNode, { bytes, spliced }: Comparison): boolean {
  const left = bytes.subarray(before.start, before.end);
  const right = spliced.subarray(after.start, after.end);
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function isSameScalar(before: JsonNode, after: JsonNode): boolean {
  if (before.kind === "string") return after.kind === "string" && after.value === before.value;
  if (before.kind === "number") return after.kind === "number" && after.text === before.text;
  if (before.kind === "boolean") return after.kind === "boolean" && after.value === before.value;
  return before.kind === after.kind;
}

/** A value that was put in has the extent of the text that was meant, so it cannot have swallowed or left out anything. */
function isText(node: JsonNode, text: string): boolean {
  return node.end - node.start === encoder.encode(text).length;
}

const encoder = new TextEncoder();
