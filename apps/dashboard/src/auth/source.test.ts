import { expect, test } from "vitest";
import { sourceOf } from "./source.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
  ["spoofed, 2001:db8::1", "2001:db8::1"],
  ["", "unknown"],
])("of %j counts %s, which the nearest proxy wrote", (forwarded, source) => {
  expect(sourceOf(new Headers(forwarded ? { "x-forwarded-for": forwarded } : {}))).toBe(source);
});
