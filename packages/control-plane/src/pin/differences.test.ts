import fc from "fast-check";
import { expect, test } from "vitest";
import { digestOf } from "../server/meet.ts";
import { differencesOf } from "./differences.ts";
import { effortMax, textParts } from "./text-parts.ts";

const at = (before: string | null, after: string) =>
  differencesOf(before, after).map(({ pointer, kind, before: was, after: now }) => [pointer, kind, was, now]);

test("EF-14: two definitions show a difference exactly when their digests differ", () => {
  const definition = fc.object({
    key: fc.constantFrom("name", "description", "inputSchema", "a/b", "x~y"),
    maxDepth: 3,
    withBigInt: false,
  });
  fc.assert(
    fc.property(definition, definition, fc.boolean(), (one, other, same) => {
      const [before, after] = [JSON.stringify(one), JSON.stringify(same ? one : other)];
      expect(differencesOf(before, after).length > 0).toBe(digestOf(before) !== digestOf(after));
    }),
    { numRuns: 2_000 },
  );
});

test("fields by their place, numbers as they are written, order and spelling left aside", () => {
  expect(at('{"name":"a","n":1,"s":"x","gone":true}', '{"s":"x!","n":1.0,"name":"\\u0061","new":{"z":[1,{"y":2}]}}')).toEqual([
    ["/s", "changed", "x", "x!"],
    ["/n", "changed", "1", "1.0"],
    ["/new", "added", undefined, '{\n  "z": [\n    1,\n    {\n      "y": 2\n    }\n  ]\n}'],
    ["/gone", "removed", "true", undefined],
  ]);
  expect(at('{"required":["a","b"],"anyOf":[{"a":1},{"b":2}]}', '{"required":["b"],"anyOf":[{"a":1},{"b":3}]}')).toEqual([
    ["/required", "changed", '["a", "b"]', '["b"]'],
    ["/anyOf/1/b", "changed", "2", "3"],
  ]);
});

test("what cannot be seen is shown, long texts are cut and say so", () => {
  const [hidden, long] = differencesOf('{"a":"x","b":"y"}', `{"a":"x\u{e0041}","b":"${"z".repeat(30_000)}"}`);
  expect(hidden).toMatchObject({ pointer: "/a", after: "x⟨U+E0041⟩", hasHidden: true });
  expect(long).toMatchObject({ pointer: "/b", hasHidden: false, cut: { after: 30_000 } });
  expect(long?.after).toHaveLength(20_000);
});

test("what is no definition is shown whole", () => {
  expect(differencesOf("{", '{"a":1}')).toMatchObject([{ pointer: "", kind: "changed", before: "{", after: '{"a":1}' }]);
});

test("the parts of two texts put together are the texts", () => {
  const words = fc.array(fc.constantFrom("a", "bb", " ", "\n", ".", "über", "😀"), { maxLength: 40 }).map((list) => list.join(""));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const parts = textParts(before, after) ?? [];
      const without = (kind: string) => parts.flatMap((part) => (part.kind === kind ? [] : [part.text])).join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
      expect(before === after).toBe(parts.every(({ kind }) => kind === "same"));
    }),
    { numRuns: 1_000 },
  );
  expect(textParts("a ".repeat(3_000), "b ".repeat(3_000))).toBeUndefined();
});

test("many long texts that all changed, and what is nested deep, cost no more than people can wait for", () => {
  const words = (mark: string) => Array.from({ length: 480 }, (_, index) => `${mark}${index}`).join(" ");
  const texts = (mark: string) => JSON.stringify(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`k${index}`, words(mark)])));
  const deep = (text: string) => `${'{"a":'.repeat(60)}{"x":${JSON.stringify("long ".repeat(45_000))},"y":"${text}"}${"}".repeat(60)}`;
  const effort = { left: effortMax };
  const since = performance.now();
  for (let tool = 0; tool < 40; tool++) {
    const found = differencesOf(texts("a"), texts("b"), effort);
    expect(found).toHaveLength(120);
    expect(found.some(({ parts }) => parts !== undefined)).toBe(tool === 0);
    expect(differencesOf(deep("one"), deep("other"), effort)).toHaveLength(1);
  }
  expect(performance.now() - since).toBeLessThan(10_000);
}, 600_000);
