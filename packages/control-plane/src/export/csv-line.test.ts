import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv-line.ts";

test.each([
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ["=1+1", `"'=1+1"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["+49 30", `"'+49 30"`],
  ["-2", `"'-2"`],
  [" =cmd|' /C calc'!A0", `"' =cmd|' /C calc'!A0"`],
  ["\t=1", `"'\t=1"`],
  ["\u200b=1", `"'\u200b=1"`],
  ["＝1", `"'＝1"`],
  ["", ""],
])("%j", (cell, written) => expect(csvLine([cell])).toBe(`${written}\r\n`));

test("fields, and those that are not there, are one line", () => {
  expect(csvLine(["a", null, "b,c"])).toBe('a,,"b,c"\r\n');
  expect(csvLine(["a;=1+1", " padded "])).toBe('"a;=1+1"," padded "\r\n');
});

test("no cell begins as a formula does, and every line reads back as it was", () => {
  const starts = fc.constantFrom("=", "+", "-", "@", "\t", "\r", " =", "\u200e@", "|", "%", "");
  const cell = fc.tuple(starts, fc.string({ unit: "binary", maxLength: 20 })).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
      const read = readLine(csvLine(cells).slice(0, -2));
      expect(read.map((one) => one.replace(/^'/, ""))).toEqual(cells.map((one) => one.replace(/^'/, "")));
      for (const one of read) expect(one).not.toMatch(/^\s*[=+\-@]/);
    }),
  );
});

/** RFC 4180, as a spreadsheet reads it. */
function readLine(line: string): string[] {
  const cells: string[] = [];
  const grammar = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/gy;
  for (let match = grammar.exec(line); match; match = grammar.exec(line)) {
    cells.push(match[1] === undefined ? (match[2] as string) : match[1].replaceAll('""', '"'));
    if (match[3] === "") break;
  }
  return cells;
}
