import fc from "fast-check";
import { expect, test } from "vitest";
import { boundBefore, type Log, rowsMax, timeOf, withNewer, withOlder } from "./merge.ts";

const row = (n: number) => ({ id: String(n).padStart(6, "0") });
const log = (...numbers: number[]): Log<{ id: string }> => ({ rows: numbers.map(row), next: null });

test("new rows come first, known ones are not repeated, late ones take their place", () => {
  expect(withNewer(log(9, 7, 5), [row(10), row(9), row(8)]).rows).toEqual([10, 9, 8, 7, 5].map(row));
});

test("nothing new keeps the same object, so that nothing is drawn again", () => {
  const known = log(2, 1);
  expect(withNewer(known, [])).toBe(known);
  expect(withNewer(known, [row(2)])).toBe(known);
});

test("a bounded number of rows is kept, and older ones are asked for from the last", () => {
  const many = Array.from({ length: rowsMax }, (_, index) => row(rowsMax - index));
  const grown = withNewer({ rows: many, next: null }, [row(rowsMax + 1)]);
  expect(grown.rows).toHaveLength(rowsMax);
  expect(grown.next).toBe(row(2).id);
  expect(grown.rows[0]).toEqual(row(rowsMax + 1));
});

test("any order of pages gives one descending list without repeats", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(60), { maxLength: 8 }), { maxLength: 8 }), (pages) => {
      let state: Log<{ id: string }> = { rows: [], next: null };
      for (const page of pages) state = withOlder(state, [...new Set(page)].map(row), null);
      const expected = [...new Set(pages.flat())].sort((a, b) => b - a).map(row);
      expect(state.rows).toEqual(expected);
    }),
  );
});

test("the bound lies before every id of that moment and is a version 7 id itself", () => {
  const id = "0198c2f1-4b60-7abc-9def-0123456789ab";
  const bound = boundBefore(id, 5_000);
  expect(bound).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7000-8000-000000000000$/);
  expect(timeOf(id).getTime() - timeOf(bound).getTime()).toBe(5_000);
  expect(boundBefore(id, 0) < id).toBe(true);
});

test("what became of a call takes the place of its row, and is not taken back by an older answer", () => {
  const at = (outcome: string) => ({ id: "1", outcome });
  const start: Log<{ id: string; outcome: string }> = { rows: [{ id: "2", outcome: "ok" }, at("pending")], next: null };
  const ended = withNewer(start, [at("ok")]);
  expect(ended.rows).toEqual([{ id: "2", outcome: "ok" }, at("ok")]);
  expect(withNewer(ended, [at("pending")])).toBe(ended);
  expect(withNewer({ rows: [at("unknown")], next: null }, [at("ok")]).rows).toEqual([at("ok")]);
});
