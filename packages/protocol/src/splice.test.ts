import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ANSWER_LIMITS, type Change, type JsonArray, type JsonObject, objectMember, scan, spliceMessage } from "./index.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function splice(text: string, changesOf: (result: JsonObject, root: JsonObject) => Change[], read: "whole" | "envelope" = "whole") {
  const bytes = encode(text);
  const scanned = scan(bytes, ANSWER_LIMITS, read);
  if (!scanned.ok || scanned.root.kind !== "object") throw new Error("not read");
  const spliced = spliceMessage(bytes, scanned.root, changesOf(objectMember(scanned.root, "result")!, scanned.root), { read });
  return spliced === undefined ? undefined : new TextDecoder().decode(spliced);
}
const listOf = (result: JsonObject, name = "tools") => result.members.get(name) as JsonArray;

describe("W5: elements", () => {
  const list =
    '{"jsonrpc":"2.0","id":"\\u0061","result":{ "tools" : [ {"name":"a"} ,\n {"name":"b","n":1.0} , {"name":"c"} ] ,"nextCursor":"" } }\n';
  const keeping = (...names: string[]) =>
    splice(list, (result) => [
      {
        array: listOf(result),
        keep: (item) =>
          item.kind === "object" &&
          item.members.get("name")?.kind === "string" &&
          names.includes((item.members.get("name") as { value: string }).value),
      },
    ]);
  test.each([
    [["a", "b", "c"], list],
    [["a", "c"], list.replace(' ,\n {"name":"b","n":1.0}', "")],
    [["b", "c"], list.replace('{"name":"a"} ,\n ', "")],
    [["b"], list.replace('{"name":"a"} ,\n ', "").replace(' , {"name":"c"}', "")],
    [["a"], list.replace(' ,\n {"name":"b","n":1.0} , {"name":"c"}', "")],
    [["c"], list.replace('{"name":"a"} ,\n {"name":"b","n":1.0} , ', "")],
    [[], list.replace('{"name":"a"} ,\n {"name":"b","n":1.0} , {"name":"c"}', "")],
  ])("keeps %j", (names, expected) => expect(keeping(...names)).toBe(expected));
});

describe("W1, W4, W6, W7: members", () => {
  test("replaces, adds and cuts, the rest stays", () => {
    const text = '{"id":1,"result":{"ttlMs": 600000 ,"x":1e3,"tasks":{"a":[1]},"y":"\\u0061"}}';
    const change = (result: JsonObject): Change[] => [
      { object: result, cut: ["tasks", "absent"], set: { ttlMs: "5000", cacheScope: '"private"' } },
    ];
    expect(splice(text, change)).toBe('{"id":1,"result":{"ttlMs": 5000 ,"x":1e3,"y":"\\u0061","cacheScope":"private"}}');
  });
  test("adds to an empty object, to one that loses all, and behind a cut tail", () => {
    const set = { ttlMs: "0", cacheScope: '"private"' };
    const added = '"ttlMs":0,"cacheScope":"private"';
    expect(splice('{"result":{ }}', (result) => [{ object: result, set }])).toBe(`{"result":{${added} }}`);
    expect(splice('{"result":{"a":1, "b":2}}', (result) => [{ object: result, cut: ["a", "b"], set }])).toBe(`{"result":{${added}}}`);
    expect(splice('{"result":{"a":1, "b":2 }}', (result) => [{ object: result, cut: ["b"], set }])).toBe(`{"result":{"a":1,${added} }}`);
  });
  test("changes in one another's neighbourhood", () => {
    const text = '{"result":{"tools":[{"a":1},{"a":2}],"capabilities":{"tasks":{},"tools":{}}}}';
    const change = (result: JsonObject): Change[] => [
      { object: result, set: { ttlMs: "0" } },
      { array: listOf(result), keep: (_, index) => index === 1 },
      { object: objectMember(result, "capabilities")!, cut: ["tasks"] },
      { object: objectMember(objectMember(result, "capabilities"), "tools")!, set: { listChanged: "true" } },
    ];
    expect(splice(text, change)).toBe('{"result":{"tools":[{"a":2}],"capabilities":{"tools":{"listChanged":true}},"ttlMs":0}}');
  });
  test("an answer read by its envelope alone can be given cache members", () => {
    const text = '{"id":1,"result":{"contents":[{"a":1,"a":2}]}}';
    expect(splice(text, (result) => [{ object: result, set: { ttlMs: "0" } }], "envelope")).toBe(
      '{"id":1,"result":{"contents":[{"a":1,"a":2}],"ttlMs":0}}',
    );
  });
});

describe("what is not meant does not leave", () => {
  const text = '{"result":{"tools":[{"a":{"b":1}}],"x":1}}';
  test.each<[string, (result: JsonObject, root: JsonObject) => Change[]]>([
    [
      "a change below a cut one",
      (result) => [
        { object: result, cut: ["tools"] },
        { array: listOf(result), keep: () => false },
      ],
    ],
    [
      "a change below a replaced one",
      (result) => [
        { object: result, set: { tools: "[]" } },
        { array: listOf(result), keep: () => false },
      ],
    ],
    [
      "two changes of one node",
      (result) => [
        { object: result, cut: ["x"] },
        { object: result, cut: ["x"] },
      ],
    ],
    ["cut and set of one name", (result) => [{ object: result, cut: ["x"], set: { x: "2" } }]],
    ["text that is no JSON", (result) => [{ object: result, set: { x: "{" } }]],
    ["text that smuggles a member", (result) => [{ object: result, set: { x: '2,"y":3' } }]],
    ["text with blanks", (result) => [{ object: result, set: { x: " 2" } }]],
    ["a name that is forbidden", (result) => [{ object: result, set: { ["__proto__"]: "2" } }]],
  ])("%s", (_, change) => expect(splice(text, change)).toBeUndefined());
  test("a node of another message", () => {
    const foreign = scan(encode('{"result":{"q":[1,2,3]}}'));
    if (!foreign.ok || foreign.root.kind !== "object") throw new Error("not read");
    const array = objectMember(foreign.root, "result")!.members.get("q") as JsonArray;
    expect(splice(text, () => [{ array, keep: () => false }])).toBeUndefined();
  });
});

test("any list under any filter: the intended tree, the same bytes outside, the same order", () => {
  const blank = fc.constantFrom("", " ", "\n", "\t ");
  const item = fc.tuple(blank, fc.json({ maxDepth: 2 }), blank, fc.boolean());
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), fc.boolean(), blank, (items, withTtl, gap) => {
      const before = `{"jsonrpc":"2.0",${gap}"id":1,"result":{"é":"${gap === "\n" || gap === "\t " ? "" : gap}","tools":${gap}[`;
      const after = `]${gap}${withTtl ? ',"ttlMs":99' : ""}}}`;
      const text = `${before}${items.map(([left, json, right]) => left + json + right).join(",")}${items.length === 0 ? gap : ""}${after}`;
      if (!scan(encode(text), ANSWER_LIMITS).ok) return;
      const spliced = splice(text, (result) => [
        { array: listOf(result), keep: (_, index) => items[index]![3] },
        { object: result, set: { ttlMs: "5000", cacheScope: '"private"' } },
      ])!;
      expect(spliced.startsWith(before)).toBe(true);
      expect(
        spliced.endsWith(withTtl ? `]${gap},"ttlMs":5000,"cacheScope":"private"}}` : `],"ttlMs":5000,"cacheScope":"private"${gap}}}`),
      ).toBe(true);
      const kept = items.filter(([, , , isKept]) => isKept);
      expect(JSON.parse(spliced).result.tools).toEqual(kept.map(([, json]) => JSON.parse(json)));
      let at = before.length;
      for (const [, json] of kept) {
        at = spliced.indexOf(json, at);
        expect(at).toBeGreaterThan(0);
        at += json.length;
      }
    }),
    { numRuns: 1_500 },
  );
});
