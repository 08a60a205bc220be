import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonSyntaxProblem } from "./json-syntax.ts";

test.each([
  ['{ "a": 1 "b": 2 }', '"b"', /comma or a colon is missing before "b"/],
  ['{ "a": 1, }', "}", /Remove the comma before the closing }/],
  ["{ 'a': 1 }", "'", /straight double quotes/],
  ['{ "a": 1 // why\n}', "/", /no comments/],
  ['{ "a": 1', "1", /still open/],
  ["", "", /empty/],
  ["{ } }", "}", /too many|does not belong/],
])("%s is explained", (text, near, sentence) => {
  const problem = jsonSyntaxProblem(text)!;
  expect(problem.message).toMatch(sentence);
  expect(text.slice(problem.from, problem.to)).toBe(near.slice(0, 1));
});

test("there is a problem exactly when JSON.parse refuses, and it lies inside the text", () => {
  const breaking = fc
    .tuple(
      fc.jsonValue().map((value) => JSON.stringify(value, null, 1)),
      fc.nat(),
      fc.constantFrom("", ",", "}", '"', "x", "\\"),
    )
    .map(([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1)));
  fc.assert(
    fc.property(fc.oneof(breaking, fc.string()), (text) => {
      const problem = jsonSyntaxProblem(text);
      expect(problem === null).toBe(isJson(text));
      if (problem) {
        expect(problem.from).toBeGreaterThanOrEqual(0);
        expect(problem.to).toBeLessThanOrEqual(text.length);
        expect(problem.from).toBeLessThanOrEqual(problem.to);
      }
    }),
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
