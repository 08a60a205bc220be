import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, hasTwin, memberName } from "./twins.ts";

const twin = (name: string, ...members: string[]) => hasTwin(new Map(members.map((member) => [member, 1])), memberName(name));

test.each([
  ["amount", "Amount"],
  ["amount", "AMOUNT"],
  ["a_b", "A_B"],
  ["ask", "aſk"],
  ["kind", "\u212aind"],
  ["kind", "KIND"],
  ["strasse", "straße"],
  ["office", "oﬃce"],
  ["é", "É"],
  ["straße", "STRASSE"],
  ["s", "ſ"],
  ["x", "X"],
])("%s has the twin %s", (name, other) => {
  expect(twin(name, other)).toBe(true);
  expect(twin(name, name, other)).toBe(true);
  expect(twin(name, "else", other, "more")).toBe(true);
});

test.each([
  ["amount", "amounts"],
  ["amount", "amoun"],
  ["amount", "amovnt"],
  ["amount", "bmount"],
  ["amount", "amounT2"],
  ["a", "b"],
  ["a[", "a{"],
  ["a@", "a`"],
  ["_a", "\u007fa"],
  ["aé", "ae"],
  ["ae", "aé"],
  ["é", "e"],
  ["a", ""],
  ["", "a"],
  ["a", "\u{1f600}"],
])("%j is no twin of %j", (name, other) => {
  expect(twin(name, other)).toBe(false);
  expect(twin(name, name, other)).toBe(false);
});

test("a name alone has none", () => {
  expect(twin("a")).toBe(false);
  expect(twin("a", "a")).toBe(false);
  expect(twin("é", "é")).toBe(false);
});

test("the quick way answers as folding both names does", () => {
  const unit = fc.constantFrom(..."aAbsSſkK\u212aßẞıİiIfﬁﬀ_@`[{0Σς", "\u007f", "\u0307", "\u{10400}");
  const names = fc.string({ unit, maxLength: 5 });
  fc.assert(
    fc.property(names, names, (name, other) => {
      expect(twin(name, name, other)).toBe(name !== other && fold(name) === fold(other));
    }),
    { numRuns: 5_000 },
  );
});

test("folding never makes a name shorter, so a longer one is another", () => {
  const shorter: number[] = [];
  for (let code = 0; code < 0x110000; code++) {
    const text = String.fromCodePoint(code);
    if (fold(text).length < text.length) shorter.push(code);
  }
  expect(shorter).toEqual([]);
});
