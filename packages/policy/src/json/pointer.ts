/** A JSON pointer (RFC 6901) from its reference tokens. */
export const pointerOf = (path: readonly PropertyKey[]): string => path.map((token) => `/${escapeToken(String(token))}`).join("");

/** One reference token, escaped. */
export const escapeToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** The value that a pointer names in a plain JSON document, or undefined. */
export function atPointer(document: unknown, pointer: string): unknown {
  let value: unknown = document;
  for (const token of tokensOf(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value;
}

/** The reference tokens of a pointer, unescaped. */
export const tokensOf = (pointer: string): string[] =>
  pointer === ""
    ? []
    : pointer
        .slice(1)
        .split("/")
        .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
