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
      return `[${node.items.map(canonicalize).join(",")}]`;
    case "string":
      return JSON.stringify(node.value);
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
  const present = [...members].filter((member): member is [string, string | JsonNode] => member[1] !== undefined);
  // The default order of strings is by UTF-16 code units; no two names are equal.
  present.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${present.map(([name, value]) => `${JSON.stringify(name)}:${typeof value === "string" ? JSON.stringify(value) : canonicalize(value)}`).join(",")}}`;
}

/** Form C1 of `_meta` without the members that change from one sending of a call to the next: tokens, traces, protocol keys, our own. */
export function canonicalizeMeta(meta: JsonObject): string {
  refuseUnread(meta);
  return canonicalObject([...meta.members].filter(([name]) => !isVolatile(name)));
}

function isVolatile(name: string): boolean {
  return VOLATILE.has(name) || name.startsWith("io.modelcontextprotocol/") || name.startsWith("io.portcullis/");
}

const VOLATILE: ReadonlySet<string> = new Set(["progressToken", "traceparent", "tracestate", "baggage"]);

function refuseUnread(node: { readonly unread: boolean }): void {
  if (node.unread) throw new RangeError("the contents of this node were not read");
}
