import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf } from "./difference-of.ts";

test("the change makes one text of the other, and touches no more than it must", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n") });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { from, to, insert } = differenceOf(before, after);
      expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
      if (before === after) expect([to - from, insert]).toEqual([0, ""]);
    }),
  );
  expect(differenceOf('{ "a": 1 }', '{ "a": 22 }')).toEqual({ from: 7, to: 8, insert: "22" });
});
