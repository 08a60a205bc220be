import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { printJson } from "./print-json.ts";
import { readJson } from "./read-json.ts";

const print = (text: string) => printJson(text, readJson(text));
const tokens = (text: string) => text.match(/"(?:[^"\\]|\\.)*"|[^\s"]/g)?.join("");
const folder = new URL("../../../../packages/policy/decisions/", import.meta.url);
const corpus = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name, readFileSync(new URL(name, folder), "utf8")] as const);

test.each(corpus)("%s: only white space changes, printing again changes nothing, and the old layout leaves no trace", (_, text) => {
  const once = print(text);
  expect(tokens(once)).toBe(tokens(text));
  expect(print(once)).toBe(once);
  expect(print(JSON.stringify(JSON.parse(text), null, 7)).length).toBe(print(JSON.stringify(JSON.parse(text))).length);
  expect(once.split("\n").filter((line) => line.length > 100 && /[[{].*[,:]/.test(line.replace(/"(?:[^"\\]|\\.)*"/g, '""')))).toEqual([]);
});

test("the form", () => {
  expect(print('{"version":"1", "tools":{"a":{},"b":{"require":[ ]}},\r\n\t"n":[1.50,-0,1e400,"\\u0041/\\/"]}')).toBe(
    `{
  "version": "1",
  "tools": { "a": {}, "b": { "require": [] } },
  "n": [1.50, -0, 1e400, "\\u0041/\\/"]
}
`,
  );
  expect([print("{}"), print(" [ ] "), print("3"), print("[1]"), print('{"b":1,"a":2,"1":3,"a":4}')]).toEqual([
    "{}\n",
    "[]\n",
    "3\n",
    "[\n  1\n]\n",
    '{\n  "b": 1,\n  "a": 2,\n  "1": 3,\n  "a": 4\n}\n',
  ]);
});

test("a value stands on one line up to 100 columns, the comma counted, last or not", () => {
  const fits = (letters: number) => print(`{"a":["${"x".repeat(letters)}"],"b":["${"x".repeat(letters)}"]}`).split("\n").length;
  // 2 for the indent, 5 for the name, 4 around the string, 1 for the comma.
  expect([fits(88), fits(89)]).toEqual([5, 9]);
});
