import type { TextPart } from "./review.ts";

/** How many pairs of words may still be compared. */
export type Effort = { left: number };
/** About a tenth of a second. */
export const effortMax = 20_000_000;

/** Word by word, what stayed, went and came; undefined where the texts differ over so much that it would say nothing, or nothing of `effort` is left. */
export function textParts(before: string, after: string, effort: Effort = { left: effortMax }): TextPart[] | undefined {
  if (effort.left === 0) return undefined;
  const was = wordsOf(before);
  const now = wordsOf(after);
  let first = 0;
  while (first < was.length && first < now.length && was[first] === now[first]) first++;
  let last = 0;
  while (last < was.length - first && last < now.length - first && was.at(-1 - last) === now.at(-1 - last)) last++;
  const [left, right] = [was.slice(first, was.length - last), now.slice(first, now.length - last)];
  const cells = left.length * right.length;
  if (cells > cellsMax) return undefined;
  const isEnough = cells <= effort.left;
  effort.left = isEnough ? effort.left - cells : 0;
  if (!isEnough) return undefined;
  const parts: TextPart[] = [];
  const add = (kind: TextPart["kind"], text: string) => {
    if (text === "") return;
    const previous = parts.at(-1);
    if (previous?.kind === kind) previous.text += text;
    else parts.push({ kind, text });
  };
  add("same", now.slice(0, first).join(""));
  middle(left, right, add);
  add("same", last === 0 ? "" : now.slice(-last).join(""));
  return parts;
}

/** The longest common subsequence of words, walked from the front. */
function middle(left: readonly string[], right: readonly string[], add: (kind: TextPart["kind"], text: string) => void): void {
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] as number;
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      common[i * width + j] = left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    if (left[i] === right[j]) {
      add("same", right[j] as string);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) add("removed", left[i++] as string);
    else add("added", right[j++] as string);
  }
  add("removed", left.slice(i).join(""));
  add("added", right.slice(j).join(""));
}

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
const cellsMax = 1_000_000;
