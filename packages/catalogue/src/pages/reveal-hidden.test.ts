import fc from "fast-check";
import { expect, test } from "vitest";
import { hasHidden, markdownText, revealHidden, shown } from "../index.ts";

test.each([
  ["de\u200blete", "de⟨U+200B⟩lete"],
  ["\u202eexe", "⟨U+202E⟩exe"],
  ["a\u{e0041}b", "a⟨U+E0041⟩b"],
  ["\u0007", "⟨U+0007⟩"],
  ["\ud800x", "⟨U+D800⟩x"],
  ["⚠️ stays", "⚠️ stays"],
  ["line\nline\ttab", "line\nline\ttab"],
  ["x\ufe0f", "x⟨U+FE0F⟩"],
])("%j is shown as %j", (text, visible) => expect(revealHidden(text)).toBe(visible));

test("nothing hidden is left in any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !hasHidden(revealHidden(text))));
});

test("a long text is cut with a mark that says how long it was", () => {
  expect(shown("abc", 3)).toBe("abc");
  expect(shown("x".repeat(100_000), 10)).toBe(`${"x".repeat(10)}… [cut; 100,000 characters in all]`);
});

test("words of strangers cannot become markup in Markdown", () => {
  const text = markdownText([{ quote: "**x** [y](https://evil.example) <img src=x> ![z](u)" }, " ", { code: "a`b" }]);
  expect(text).not.toMatch(/(?<!\\)[[\]*]|<img|https:\/\/evil/);
  expect(text).toContain("`` a`b ``");
});
