import { retentionMonths } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { retentionBounds, retentionWords, valueChoices } from "./record-words.ts";

test("the page's bounds are the verb's, and every choice has its words", () => {
  expect(retentionBounds).toEqual(retentionMonths);
  expect(valueChoices.map(({ value }) => value)).toEqual(["names", "hashed", "encrypted"]);
});

test("making the time shorter is said to delete", () => {
  expect(retentionWords("13", 13)).not.toMatch(/Fewer/);
  expect(retentionWords("12", 13)).toMatch(/Fewer than now: records older than 12 months are deleted/);
  expect(retentionWords("3", 13)).not.toMatch(/older than 3/); // refused anyway
  expect(retentionWords("x", 13)).not.toMatch(/Fewer/);
});
