import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesGlob, readGlob, readSelector, selects } from "./selectors.ts";

const matches = (glob: string, name: string) => matchesGlob(readGlob(glob), name);

describe("globs", () => {
  test.each([
    ["a", "a"],
    ["*", ""],
    ["*", "anything"],
    ["a*", "a"],
    ["a*", "abc"],
    ["*c", "abc"],
    ["a*c", "ac"],
    ["a*c", "abbc"],
    ["*b*", "abc"],
    ["*b*", "b"],
    ["a*b*c", "aXbYc"],
    ["a*bb*c", "abbbc"],
    ["**a**", "xay"],
    ["*ab*ab*", "abab"],
    ["a*b*b", "abb"],
    ["*a*b*c*", "xaxbxcx"],
    ["get_*_by_*", "get_user_by_id"],
  ])("%s selects %j", (glob, name) => expect(matches(glob, name)).toBe(true));

  test.each([
    ["a", "ab"],
    ["a", ""],
    ["a*", "ba"],
    ["*c", "cb"],
    ["a*a", "a"],
    ["ab*bc", "abc"],
    ["*b*", "ac"],
    ["a*b*c", "acb"],
    ["a*b*b", "ab"],
    ["*ab*ab*", "aba"],
    ["a*bc*c", "abc"],
    ["a*ab*b", "ab"],
    ["*a*b*", "ba"],
    ["get_*_by_*", "get_by_id"],
  ])("%s leaves %j", (glob, name) => expect(matches(glob, name)).toBe(false));

  test("a star is any run of characters and nothing else is special", () => {
    const texts = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    fc.assert(
      fc.property(texts("ab*."), texts("ab."), (glob, name) => {
        expect(matches(glob, name)).toBe(slowly(glob, name));
      }),
      { numRuns: 3_000 },
    );
  });
});

test("what a selector is, and what it selects", () => {
  expect(readSelector("@nobody")).toBeUndefined();
  expect(readSelector("@")).toBeUndefined();
  const selected = (text: string, name: string, category: "read" | "write") => selects(readSelector(text)!, name, category);
  expect(readSelector("@read")).toEqual({ kind: "category", category: "read" });
  expect(selected("@read", "a", "read")).toBe(true);
  expect(selected("@read", "read", "write")).toBe(false);
  expect(readSelector("a")).toEqual({ kind: "exact", name: "a" });
  expect(selected("a", "a", "read")).toBe(true);
  expect(selected("a", "b", "read")).toBe(false);
  expect(readSelector("a*")).toMatchObject({ kind: "glob" });
  expect(selected("a*", "ab", "read")).toBe(true);
  expect(selected("a*", "b", "read")).toBe(false);
});

const slowly = (glob: string, name: string): boolean => {
  if (glob === "") return name === "";
  if (glob[0] === "*") return slowly(glob.slice(1), name) || (name !== "" && slowly(glob, name.slice(1)));
  return name[0] === glob[0] && slowly(glob.slice(1), name.slice(1));
};
