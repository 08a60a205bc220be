import fc from "fast-check";
import { expect, test } from "vitest";
import { asInput, type Filters, isFiltered, type Range, ranges, readFilters, withFilter, writeFilters } from "./filters.ts";

const word = fc.option(
  fc.string({ minLength: 1, maxLength: 90 }).filter((text) => text.trim() === text),
  { nil: undefined },
);
const maybe = <T>(...values: T[]) => fc.constantFrom<T | undefined>(undefined, ...values);

test("filters survive the URL", () => {
  const filters = fc.record({
    effect: maybe("allow", "deny", "held"),
    verdict: maybe("shadow", "observed"),
    reason: maybe("denied", "limit_exceeded"),
    grant: fc.option(fc.uuid(), { nil: undefined }),
    server: maybe("zabbix", "a-b-c"),
    tool: word,
    search: word,
    method: maybe("tools/call"),
    client: word,
    range: maybe(...(Object.keys(ranges) as Range[])),
    from: maybe("2026-11-22T10:00:00.000Z"),
    all: maybe("1"),
  } as const);
  fc.assert(
    fc.property(filters, (value) => {
      const back = readFilters(new URLSearchParams(writeFilters(value as Filters)));
      expect(back).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("what is not understood is no filter", () => {
  const query = "effect=maybe&verdict=all&grant=nobody&tool=%20&page=3&reason=A-B&server=../x&range=2y&from=soon&all=0";
  expect(readFilters(new URLSearchParams(query))).toEqual({});
  expect(isFiltered({})).toBe(false);
  expect(isFiltered({ all: "1" })).toBe(false);
});

test("the control plane's names are used for the query; protocol traffic is left out unless asked for", () => {
  const now = new Date("2026-11-22T12:00:30Z");
  expect(asInput({ grant: "g", server: "zabbix", effect: "deny" }, now)).toEqual({
    grantId: "g",
    serverSlug: "zabbix",
    effect: "deny",
    held: false,
    calls: true,
  });
  expect(asInput({ effect: "held" }, now)).toEqual({ held: true, calls: true });
  expect(asInput({ effect: "allow" }, now)).toEqual({ effect: "allow", calls: true });
  expect(asInput({ verdict: "shadow", all: "1" }, now)).toEqual({ disagreement: true });
  expect(asInput({ verdict: "observed" }, now)).toEqual({ observed: true, calls: true });
  expect(asInput({ method: "tools/list" }, now)).toEqual({ method: "tools/list" });
  expect(asInput({ range: "1h", from: "x" }, now)).toEqual({ calls: true, from: "2026-11-22T11:00:00.000Z" });
});

test("a range takes the place of times, and times of a range", () => {
  expect(withFilter({ from: "a", to: "b", tool: "t" }, { range: "1h" })).toEqual({ tool: "t", range: "1h" });
  expect(withFilter({ range: "1h" }, { from: "a" })).toEqual({ from: "a" });
  expect(withFilter({ range: "1h", search: "x" }, { search: "" })).toEqual({ range: "1h" });
});
