import { expect, test } from "vitest";
import { fromLocalMinutes, toLocalMinutes } from "./expiry.ts";
import { tagsOf } from "./tags.ts";

test("a moment comes back from its field to the minute; nothing means never", () => {
  const at = new Date(2026, 10, 2, 3, 4);
  expect(toLocalMinutes(at)).toBe("2026-11-02T03:04");
  expect(fromLocalMinutes("2026-11-02T03:04")).toEqual(at);
  expect(fromLocalMinutes("")).toBe(null);
  expect(fromLocalMinutes("2026-11")).not.toEqual(at);
  expect(fromLocalMinutes("soon")).toBe(null);
});

test("tags stand between commas or blanks", () => expect(tagsOf(" ci,, production  eu\n")).toEqual(["ci", "production", "eu"]));
