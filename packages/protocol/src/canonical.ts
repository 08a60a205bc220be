import type { JsonNode, JsonObject } from "./tree.ts";

/**
 * Form C1: no white space, members in RFC 8785 order (UTF-16 code units), RFC 8785 string escaping, numbers by their received text,
 * so that two values with different numbers never share a digest. The UTF-8 bytes of the text are what is hashed.
 * A lone surrogate keeps the form `\udXXX`, which no well-formed string can produce.
 * @throws RangeError for a node whose contents were not read.
 */
export function canonicalize(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      refuseUnread(node);
      return canonicalMembers(node.members);
    case "array":
      refuseUnread(node);
      return canonicalArray(node.items);
    case "string":
      return quoted(node.value);
    case "number":
      return node.text;
    case "boolean":
      return node.value ? "true" : "false";
    case "null":
      return "null";
  }
}

/** Form C1 of an object put together from plain strings and received values; undefined members are left out. */
export function canonicalObject(members: Iterable<readonly [string, string | JsonNode | undefined]>): string {
  return canonicalMembers(new Map(members));
}

/** Form C1 of an object, but for the members that `isLeftOut` names. */
export function canonicalMembers(
  members: ReadonlyMap<string, string | JsonNode | undefined>,
  isLeftOut?: (name: string) => boolean,
): string {
  const names: string[] = [];
  let isSorted = true;
  for (const name of members.keys()) {
    if (isLeftOut?.(name)) continue;
    // The default order of strings is by UTF-16 code units; no two names are equal.
    if (names.length > 0 && name < names[names.length - 1]!) isSorted = false;
    names.push(name);
  }
  if (!isSorted) sort(names);
  let text = "{";
  for (const name of names) {
    const value = members.get(name);
    if (value === undefined) continue;
    if (text.length > 1) text += ",";
    text += `${quoted(name)}:${typeof value === "string" ? quoted(value) : canonicalize(value)}`;
  }
  return `${text}}`;
}

/** There is one with every call, and a few names are in order sooner than the runtime's sort has begun. */
function sort(names: string[]): void {
  if (names.length > 16) {
    names.sort((left, right) => (left < right ? -1 : 1));
    return;
  }
  for (let at = 1; at < names.length; at++) {
    const name = names[at]!;
    let place = at;
    for (; place > 0 && names[place - 1]! > name; place--) names[place] = names[place - 1]!;
    names[place] = name;
  }
}

/** Form C1 of `_meta` without the members that change from one sending of a call to the next: tokens, traces, protocol keys, our own. */
export function canonicalizeMeta(meta: JsonObject): string {
  refuseUnread(meta);
  return canonicalMembers(meta.members, isVolatile);
}

function canonicalArray(items: readonly JsonNode[]): string {
  let text = "[";
  for (const item of items) text += text.length > 1 ? `,${canonicalize(item)}` : canonicalize(item);
  return `${text}]`;
}

/** A text in form C1. Most need no escape, and then quotes are all it takes. */
export const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function isVolatile(name: string): boolean {
  return VOLATILE.has(name) || name.startsWith("io.modelcontextprotocol/") || name.startsWith("io.portcullis/");
}

const VOLATILE: ReadonlySet<string> = new Set(["progressToken", "traceparent", "tracestate", "baggage"]);

function refuseUnread(node: { readonly unread: boolean }): void {
  if (node.unread) throw new RangeError("the contents of this node were not read");
}
