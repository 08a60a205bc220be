import { expect, test } from "vitest";
import { asTime } from "./as-time.ts";

test("ten digits read as a time, to the second; what is no such number does not", () => {
  expect(asTime("1795420287")).toBe("2026-11-23 07:51:27 UTC");
  for (const other of ["", "179542028", "17954202870", "1795420287.0", "-1795420287", "4000000000", "1e9", "０795420287"])
    expect([other, asTime(other)]).toEqual([other, null]);
});
