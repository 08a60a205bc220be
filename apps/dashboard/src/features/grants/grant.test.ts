import { expect, test } from "vitest";
import { expiryOf, expiryPresets } from "./expiry.ts";
import { grantState } from "./grant.ts";

const now = new Date("2026-03-01T12:00:00Z");
const before = new Date("2026-03-01T11:59:59Z");

test.each([
  [{ revokedAt: null, expiresAt: null }, "active"],
  [{ revokedAt: null, expiresAt: new Date("2026-03-01T12:00:01Z") }, "active"],
  [{ revokedAt: null, expiresAt: now }, "expired"],
  [{ revokedAt: before, expiresAt: before }, "revoked"],
] as const)("%j is %s", (grant, state) => expect(grantState(grant, now)).toBe(state));

test("every preset but the first ends", () => {
  expect(expiryPresets.map(({ id }) => expiryOf(id, now)?.toISOString().slice(0, 10))).toEqual([
    undefined,
    "2026-03-02",
    "2026-03-08",
    "2026-03-31",
    "2026-05-30",
    "2027-03-01",
  ]);
});
