import { expect, test } from "vitest";
import { pointerParts, valueAt } from "./json-pointer.ts";

test("pointers are split as RFC 6901 says", () => {
  expect(pointerParts("")).toEqual([]);
  expect(pointerParts("/a~1b/~01/")).toEqual(["a/b", "~1", ""]);
});

test.each([
  ["", { a: [{ "b/c": 1 }] }],
  ["/a/0/b~1c", 1],
  ["/a/length", undefined],
  ["/a/1", undefined],
  ["/toString", undefined],
  ["/a/0/b~1c/d", undefined],
])("%s names %j", (pointer, value) => {
  const document = { a: [{ "b/c": 1 }] };
  expect(valueAt(document, pointer)).toEqual(value);
});
