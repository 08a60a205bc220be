import { expect, test } from "vitest";
import { bodyBytesMax, refusalOf } from "./state-change.ts";

const dashboardUrl = "https://gate.example.com/dashboard";
const good = { origin: "https://gate.example.com", "sec-fetch-site": "same-origin", "content-length": "2" };
const statusOf = (headers: Record<string, string>) => refusalOf(new Headers(headers), dashboardUrl)?.status ?? null;

test("the dashboard's own page passes, also from a browser that sends no Sec-Fetch-Site", () => {
  const { "sec-fetch-site": _, ...older } = good;
  expect(statusOf(good)).toBe(null);
  expect(statusOf(older)).toBe(null);
});

test.each([
  ["a method by header", { "x-http-method-override": "DELETE" }],
  ["no origin", { origin: "" }],
  ["another site", { origin: "https://evil.test" }],
  ["a sibling host", { origin: "https://other.example.com" }],
  ["the same host in the clear", { origin: "http://gate.example.com" }],
  ["another port", { origin: "https://gate.example.com:8443" }],
  ["an opaque origin", { origin: "null" }],
  ["a same-site page", { "sec-fetch-site": "same-site" }],
  ["a cross-site page", { "sec-fetch-site": "cross-site" }],
  ["an address typed by hand", { "sec-fetch-site": "none" }],
])("%s is refused", (_, change) => {
  expect(statusOf({ ...good, ...change })).toBe(403);
});

test("a body is measured before it is read", () => {
  expect(statusOf({ ...good, "content-length": String(bodyBytesMax) })).toBe(null);
  expect(statusOf({ ...good, "content-length": String(bodyBytesMax + 1) })).toBe(413);
  expect(statusOf({ ...good, "content-length": "" })).toBe(411);
  expect(statusOf({ ...good, "content-length": "1e9" })).toBe(411);
});
