import { expect, test } from "vitest";
import { spanIds } from "./span-id.ts";

test("span ids have the form of the trace context, differ over several pages, and are never zero", () => {
  const next = spanIds();
  const ids = Array.from({ length: 2_000 }, next);
  expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(2_000);
  let pages = 0;
  const mostlyZero = spanIds((page) => {
    page.fill(0);
    page[page.length - 1] = ++pages;
  });
  expect([mostlyZero(), mostlyZero()]).toEqual(["0000000000000001", "0000000000000002"]);
});
