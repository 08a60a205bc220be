import { expect, test } from "vitest";
import { nodeOf } from "../json/node.ts";
import { FALSE, TRUE, UNKNOWN } from "./answer.ts";
import { beginEffort } from "./effort.ts";
import { matching, readPattern } from "./pattern.ts";

const bytesMax = 64 * 1024;
const asks = (text: string) => {
  beginEffort();
  return matching("z$")(nodeOf(text));
};
// Every value ends in one byte that matches; before it stand so many characters of so many bytes.
const filled = (character: string, bytesEach: number, bytes: number) => {
  const rest = (bytes - 1) % bytesEach;
  return `${character.repeat((bytes - 1 - rest) / bytesEach)}${"a".repeat(rest)}z`;
};

test.each([
  ["a", 1],
  ["\u007f", 1],
  ["\u0080", 2],
  ["\u07ff", 2],
  ["\u0800", 3],
  ["\ud7ff", 3],
  ["\ue000", 3],
  ["\uffff", 3],
  ["\u{10000}", 4],
  ["\u{10ffff}", 4],
])("64 KiB of %j can be asked and a byte more cannot", (character, bytesEach) => {
  const [fits, over] = [filled(character, bytesEach, bytesMax), filled(character, bytesEach, bytesMax + 1)];
  expect([fits, over].map((text) => new TextEncoder().encode(text).length)).toEqual([bytesMax, bytesMax + 1]);
  expect([fits, over].map(asks)).toEqual([TRUE, UNKNOWN]);
});

test("what is no sound string cannot tell", () => {
  expect([nodeOf(5), nodeOf(["z"]), nodeOf({ z: 1 }), nodeOf("\u0000z"), nodeOf("\ud800z")].map(matching("z$"))).toEqual(
    Array(5).fill(UNKNOWN),
  );
  expect(matching("z$")(nodeOf("za"))).toBe(FALSE);
});

test("RE2 says what is wrong with a pattern", () => {
  expect(readPattern("a(b|c)*$")).toEqual({ size: expect.any(Number) });
  for (const pattern of ["(", "a(?=b)", "(a)\\1", "[z-a]", "a{1001}"])
    expect(readPattern(pattern)).toEqual({ problem: expect.any(String) });
});
