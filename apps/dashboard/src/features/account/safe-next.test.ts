import { expect, test } from "vitest";
import { safeNext } from "./safe-next.ts";

test.each([
  ["/o/acme/servers?x=1", "/o/acme/servers?x=1"],
  ["/invitations/abc", "/invitations/abc"],
  [undefined, "/o"],
  [["/o/a", "/o/b"], "/o"],
  ["https://evil.test/", "/o"],
  ["//evil.test/", "/o"],
  ["/\\evil.test/", "/o"],
  ["/\t/evil.test/", "/o"],
  ["javascript:alert(1)", "/o"],
])("after signing in, next=%j leads to %s", (next, expected) => {
  expect(safeNext(next)).toBe(expected);
});
