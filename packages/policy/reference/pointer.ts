import type { JsonNode } from "../src/index.ts";

/** What a JSON pointer (RFC 6901) names in a document; undefined when it names nothing. */
export function resolve(document: JsonNode, pointer: string): JsonNode | undefined {
  let at: JsonNode | undefined = document;
  for (const token of pointer.split("/").slice(1)) {
    const name = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (at?.kind === "object") at = at.members.get(name);
    else at = at?.kind === "array" && /^(?:0|[1-9][0-9]*)$/.test(name) ? at.items[Number(name)] : undefined;
  }
  return at;
}
