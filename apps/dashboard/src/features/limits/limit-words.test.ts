import { expect, test } from "vitest";
import { limitWords, shareOf } from "./limit-words.ts";

const limit = { counter: "logout", scope: "grant", window: "minute", rolling: false, timezone: "UTC", unit: "calls", max: "10" } as const;

test("limits in words", () => {
  expect(limitWords(limit)).toEqual({
    title: "10 calls per minute",
    detail: 'Counter "logout", by the UTC calendar, for this grant alone',
  });
  expect(limitWords({ ...limit, window: 7_200, rolling: true, max: "1", scope: "organization" })).toEqual({
    title: "1 call in 2 hours",
    detail: 'Counter "logout", any span of that length, shared by the whole organization',
  });
  expect(limitWords({ ...limit, unit: "amount", max: "99.5", window: 90, rolling: true }).title).toBe("99.5 in all in 90 seconds");
});

test("the bar is full at a limit of nothing and never over", () => {
  expect(
    [
      ["0", "0"],
      ["3", "10"],
      ["12", "10"],
    ].map(([used = "", max = ""]) => shareOf({ used, max })),
  ).toEqual([100, 30, 100]);
});
