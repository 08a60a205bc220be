/**
 * The lexeme-preserving tree of a received JSON text. Offsets are byte offsets into the scanned bytes:
 * `start` inclusive, `end` exclusive. `keyStart` is the offset of the member name's opening quote,
 * so that `[keyStart, end)` is a whole member; it is -1 for array elements and the root.
 */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;

interface Span {
  readonly start: number;
  readonly end: number;
  readonly keyStart: number;
}

export interface JsonObject extends Span {
  readonly kind: "object";
  /** In document order. */
  readonly members: ReadonlyMap<string, JsonNode>;
  /** The grammar was checked but the contents were not built: `members` is empty and says nothing. */
  readonly unread: boolean;
}

export interface JsonArray extends Span {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
  /** As in `JsonObject`. */
  readonly unread: boolean;
}

export interface JsonString extends Span {
  readonly kind: "string";
  /** Unescaped. */
  readonly value: string;
  /** It holds a NUL or a lone surrogate, which JSON readers disagree on (S7). */
  readonly suspect: boolean;
}

export interface JsonNumber extends Span {
  readonly kind: "number";
  /** The number as it was written; never read through a double. */
  readonly text: string;
}

export interface JsonBoolean extends Span {
  readonly kind: "boolean";
  readonly value: boolean;
}

export interface JsonNull extends Span {
  readonly kind: "null";
}

/** The member when it is a string. */
export function stringMember(object: JsonObject | undefined, name: string): string | undefined {
  const node = object?.members.get(name);
  return node?.kind === "string" ? node.value : undefined;
}

/** The member when it is an object. */
export function objectMember(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const node = object?.members.get(name);
  return node?.kind === "object" ? node : undefined;
}
