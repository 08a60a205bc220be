import { expect, test } from "vitest";
import { codePoints, isSound } from "./text.ts";

test.each(["", "a", "\u0001", "\ud7ff", "\ue000", "\uffff", "\ud800\udc00", "\udbff\udfff", "a\ud83d\ude00b", "\ud83d\ude00\ud83d\ude00"])(
  "%j is sound",
  (text) => expect(isSound(text)).toBe(true),
);

test.each([
  "\u0000",
  "a\u0000",
  "\ud800",
  "\udbff",
  "\udc00",
  "\udfff",
  "\udbff\udbff",
  "\ud800a",
  "\ud800\udbff",
  "\ud800\ue000",
  "\udc00\ud800",
  "\udc00\udc00",
  "\ud800\ud800\udc00",
  "\ud83d\ude00\ude00",
  "a\ud800",
])("%j is not", (text) => expect(isSound(text)).toBe(false));

test.each([
  ["", 0],
  ["abc", 3],
  ["é", 1],
  ["\ud7ff\ue000\uffff", 3],
  ["\ud800\udc00", 1],
  ["\udbff\udfff", 1],
  ["a😀b😀", 4],
])("%j has %i code points", (text, count) => expect(codePoints(text)).toBe(count));
