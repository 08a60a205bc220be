import { expect, test } from "vitest";
import { keyStroke } from "./key-stroke.ts";

const page = { isContentEditable: false, closest: () => null };
const field = { isContentEditable: false, closest: (selector: string) => selector.includes("input") };
const event = { key: "g", ctrlKey: false, metaKey: false, altKey: false, defaultPrevented: false, repeat: false, target: page as unknown };
const on = { afterG: false, lettersOn: true };

test("control or command with K is the palette, everywhere", () => {
  for (const target of [page, field, null])
    for (const hold of [{ ctrlKey: true }, { metaKey: true }])
      expect(keyStroke({ ...event, ...hold, key: "K", target }, on)).toEqual({ kind: "palette" });
  expect(keyStroke({ ...event, ctrlKey: true, key: "s" }, on)).toBe(null);
  expect(keyStroke({ ...event, ctrlKey: true, key: "k", defaultPrevented: true }, on)).toBe(null);
});

test("g and a letter is a place; g twice too", () => {
  expect(keyStroke(event, on)).toEqual({ kind: "g" });
  expect(keyStroke({ ...event, key: "s" }, { ...on, afterG: true })).toEqual({ kind: "place", letter: "s" });
  expect(keyStroke(event, { ...on, afterG: true })).toEqual({ kind: "place", letter: "g" });
  expect(keyStroke({ ...event, key: "s" }, on)).toBe(null);
  expect(keyStroke({ ...event, key: "?" }, on)).toEqual({ kind: "sheet" });
});

test("while somebody types, holds a key down, or has turned letters off, letters are letters", () => {
  expect(keyStroke({ ...event, target: field }, on)).toBe(null);
  expect(keyStroke({ ...event, target: { ...page, isContentEditable: true } }, on)).toBe(null);
  expect(keyStroke({ ...event, repeat: true }, on)).toBe(null);
  expect(keyStroke(event, { ...on, lettersOn: false })).toBe(null);
  expect(keyStroke({ ...event, key: "?", target: field }, on)).toBe(null);
});
