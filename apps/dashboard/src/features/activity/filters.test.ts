import fc from "fast-check";
import { expect, test } from "vitest";
import { asInput, type Filters, isFiltered, readFilters, writeFilters } from "./filters.ts";

const word = fc.option(
  fc.string({ minLength: 1 }).filter((text) => text.trim() === text),
  { nil: undefined },
);

test("filters survive the URL", () => {
  const filters = fc.record({
    effect: fc.constantFrom("allow", "deny", undefined),
    verdict: fc.constantFrom("shadow", "observed", undefined),
    grant: fc.option(fc.uuid(), { nil: undefined }),
    server: word,
    tool: word,
  } as const);
  fc.assert(
    fc.property(filters, (value: Filters) => {
      const back = readFilters(new URLSearchParams(writeFilters(value)));
      expect(back).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("what is not understood is no filter", () => {
  const read = readFilters(new URLSearchParams("effect=maybe&verdict=all&grant=nobody&tool=%20&page=3"));
  expect(read).toEqual({});
  expect(isFiltered(read)).toBe(false);
});

test("the control plane's names are used for the query", () => {
  expect(asInput({ grant: "g", server: "zabbix", effect: "deny" })).toEqual({ grantId: "g", serverSlug: "zabbix", effect: "deny" });
  expect(asInput({ verdict: "shadow" })).toEqual({ disagreement: true });
  expect(asInput({ verdict: "observed" })).toEqual({ observed: true });
});
