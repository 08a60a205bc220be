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
      return canonicalObject(node.members);
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
  const present: (readonly [string, string | JsonNode])[] = [];
  let isSorted = true;
  for (const member of members) {
    if (member[1] === undefined) continue;
    const last = present.at(-1);
    // The default order of strings is by UTF-16 code units; no two names are equal.
    if (last !== undefined && member[0] < last[0]) isSorted = false;
    present.push(member as readonly [string, string | JsonNode]);
  }
  if (!isSorted) present.sort(([left], [right]) => (left < right ? -1 : 1));
  let text = "{";
  for (const [name, value] of present) {
    if (text.length > 1) text += ",";
    text += `${quoted(name)}:${typeof value === "string" ? quoted(value) : canonicalize(value)}`;
  }
  return `${text}}`;
}

/** Form C1 of `_meta` without the members that change from one sending of a call to the next: tokens, traces, protocol keys, our own. */
export function canonicalizeMeta(meta: JsonObject): string {
  refuseUnread(meta);
  const lasting: (readonly [string, JsonNode])[] = [];
  for (const member of meta.members) if (!isVolatile(member[0])) lasting.push(member);
  return canonicalObject(lasting);
}

function canonicalArray(items: readonly JsonNode[]): string {
  let text = "[";
  for (const item of items) text += text.length > 1 ? `,${canonicalize(item)}` : canonicalize(item);
  return `${text}]`;
}

/** Most texts need no escape, and then quotes are all it takes. */
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

function isVolatile(name: string): boolean {
  return VOLATILE.has(name) || name.startsWith("io.modelcontextprotocol/") || name.startsWith("io.portcullis/");
}

const VOLATILE: ReadonlySet<string> = new Set(["progressToken", "traceparent", "tracestate", "baggage"]);

function refuseUnread(node: { readonly unread: boolean }): void {
  if (node.unread) throw new RangeError("the contents of this node were not read");
}
