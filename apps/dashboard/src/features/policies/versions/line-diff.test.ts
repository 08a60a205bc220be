import fc from "fast-check";
import { expect, test } from "vitest";
import { type DiffLine, lineDiff, withGaps } from "./line-diff.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", "{", "}"), { maxLength: 25 }).map((lines) => lines.join("\n"));
const side = (lines: DiffLine[], dropped: DiffLine["kind"]) => lines.filter((line) => line.kind !== dropped).map((line) => line.text);

test("each side can be read back from the diff, with its line numbers", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      expect(side(lines, "added").join("\n")).toBe(before);
      expect(side(lines, "removed").join("\n")).toBe(after);
      expect(lines.flatMap((line) => line.newLine ?? [])).toEqual(after.split("\n").map((_, index) => index + 1));
    }),
  );
});

test("the edit is the shortest one", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changed = lineDiff(before, after).filter((line) => line.kind !== "same").length;
      const [a, b] = [before.split("\n"), after.split("\n")];
      expect(changed).toBe(a.length + b.length - 2 * longestCommon(a, b));
    }),
  );
});

test("two long strangers are compared quickly, as one removed and one added", () => {
  const lines = lineDiff("old\n".repeat(5_000), "new\n".repeat(5_000));
  expect(lines.filter((line) => line.kind === "removed").length).toBeGreaterThanOrEqual(5_000);
  expect(side(lines, "removed").join("\n")).toBe("new\n".repeat(5_000));
});

test("what is far from a change is folded away", () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const shown = withGaps(lineDiff(before.join("\n"), before.with(10, "new").join("\n")), 2);
  expect(shown.map((line) => (line.kind === "gap" ? line.lines : line.kind[0]))).toEqual([8, "s", "s", "r", "a", "s", "s", 7]);
});

function longestCommon(a: string[], b: string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++)
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
  return table[a.length]![b.length]!;
}
