import { describe, expect, test } from "vitest";
import { positionAt, positionOf } from "./position.ts";
import { NotJson, readJson, type Syntax } from "./read-json.ts";

const document = '{"a~/b": [1, {"x": "\\u00e9\\n"}], "42": -1.50e+3, "t": [true, null, false], "": {}}';

const parses = (read: () => unknown): boolean => {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NotJson) return false;
    throw error;
  }
};

test("takes and refuses what JSON.parse takes and refuses, whatever one character of a document becomes", () => {
  const strange = ["", '"', "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "u", " ", "\n", "\u0001", "\u00a0", "x", "/"];
  const wrong: string[] = [];
  for (let at = 0; at <= document.length; at++) {
    for (const put of strange) {
      for (const behind of [at, at + 1]) {
        const text = document.slice(0, at) + put + document.slice(behind);
        if (parses(() => readJson(text)) !== parses(() => JSON.parse(text))) wrong.push(text);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test.each(["", " ", "1 2", "01", "+1", "1.", ".5", "NaN", "tru", "'a'", "[1,]", '{"a":1,}', "{a:1}", "// x\n1", '"a\nb"', "\ufeff{}"])(
  "%j is not JSON",
  (text) => expect(() => readJson(text)).toThrow(NotJson),
);

test("keeps the places of values and names", () => {
  const slices = (value: Syntax): unknown =>
    value.kind === "object"
      ? value.members.map((member) => [document.slice(member.start, member.nameEnd), slices(member.value)])
      : value.kind === "array"
        ? value.items.map(slices)
        : document.slice(value.start, value.end);
  expect(slices(readJson(document))).toEqual([
    ['"a~/b"', ["1", [['"x"', '"\\u00e9\\n"']]]],
    ['"42"', "-1.50e+3"],
    ['"t"', ["true", "null", "false"]],
    ['""', []],
  ]);
});

test("nesting has an end that is said, not felt", () => {
  expect(() => readJson("[".repeat(100_000))).toThrow("levels deep");
  expect(readJson(`${"[".repeat(400)}${"]".repeat(400)}`).kind).toBe("array");
});

describe("positions", () => {
  const text = '{\n  "a": 1,\n  "b/c": [\n    10,\n    {"é": 2}\n  ],\n  "a": 3\n}';
  test.each([
    ["", 1, 1],
    ["/b~1c", 3, 3],
    ["/b~1c/0", 4, 5],
    ["/b~1c/1/é", 5, 6],
    ["/a", 7, 3],
    ["/b~1c/7", 3, 3],
    ["/b~1c/1/missing/deeper", 5, 5],
    ["/b~1c/length", 3, 3],
  ])("%s is at %i:%i", (pointer, line, column) => expect(positionOf(text, readJson(text), pointer)).toEqual({ line, column }));

  test("lines end with \\n or \\r\\n", () => {
    expect(positionAt("a\r\nbc", 4)).toEqual({ line: 2, column: 2 });
  });
});
