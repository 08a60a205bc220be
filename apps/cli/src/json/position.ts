import type { Syntax } from "./read-json.ts";

/** A place in a text as editors count: from 1, columns in UTF-16 units. */
export type Position = { line: number; column: number };

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/**
 * Where a JSON pointer points: the name of a member, the start of an element. What does not exist (a field that is missing) is
 * looked for at the closest value around it. Of a name that occurs twice it is the last.
 */
export function positionOf(text: string, root: Syntax, pointer: string): Position {
  let place = root.start;
  let value = root;
  for (const token of tokensOf(pointer)) {
    const next = childOf(value, token);
    if (next === undefined) break;
    place = next.start;
    value = next.value;
  }
  return positionAt(text, place);
}

/** The value that a pointer names. */
export function syntaxAt(root: Syntax, pointer: string): Syntax | undefined {
  return tokensOf(pointer).reduce<Syntax | undefined>((value, token) => value && childOf(value, token)?.value, root);
}

const childOf = (value: Syntax, token: string): { start: number; value: Syntax } | undefined => {
  if (value.kind === "object") return value.members.findLast(({ name }) => name === token);
  const item = value.kind === "array" && /^\d+$/.test(token) ? value.items[Number(token)] : undefined;
  return item && { start: item.start, value: item };
};

const tokensOf = (pointer: string): string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
