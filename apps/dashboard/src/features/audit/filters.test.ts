import { expect, test } from "vitest";
import { asInput, readFilters } from "./filters.ts";

const read = (query: string) => readFilters(new URLSearchParams(query));

test("the address chooses among what the log understands, and nothing else", () => {
  const actor = "01990000-0000-7000-8000-000000000000";
  expect(asInput(read(`actor=${actor}&kind=policy&from=2026-11-01&until=2026-11-02`))).toEqual({
    actorId: actor,
    kind: "policy",
    from: new Date("2026-11-01T00:00:00Z"),
    until: new Date("2026-11-03T00:00:00Z"),
  });
  expect(asInput(read("actor=x&kind=DROP&from=soon&until=2026-99-99"))).toEqual({});
});
