import fc from "fast-check";
import { expect, test } from "vitest";
import { open, SealError, seal } from "./seal.ts";

const keys = new Map([1, 2].map((version) => [version, new Uint8Array(32).fill(version)]));
const keyOf = (version: number) => keys.get(version);
const key = { version: 2, key: keys.get(2) ?? new Uint8Array() };
const place = { organizationId: "org-1", table: "server", column: "sealed_headers", rowId: "row-1" };

test("what is sealed opens at its place, byte for byte", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (plaintext) => {
      expect(new Uint8Array(open(keyOf, seal(key, plaintext, place), place))).toEqual(plaintext);
    }),
  );
  expect(open(keyOf, seal(key, "Bearer ✓", place), place).toString()).toBe("Bearer ✓");
});

test("a sealed value shows its version and nothing of the content, and no two are equal", () => {
  const sealed = seal(key, "secret", place);
  expect(sealed).toMatch(/^v2\.[A-Za-z0-9_-]+$/);
  expect(sealed).not.toBe(seal(key, "secret", place));
});

test("moved to another organization, table, column or row it does not open", () => {
  const sealed = seal(key, "secret", place);
  for (const part of Object.keys(place)) expect(() => open(keyOf, sealed, { ...place, [part]: "other" })).toThrow(SealError);
  const shifted = { ...place, table: "serve", column: "rsealed_headers" };
  expect(() => open(keyOf, sealed, shifted)).toThrow(SealError);
});

test("under another version, a wrong key or no key it does not open", () => {
  const sealed = seal(key, "secret", place);
  expect(() => open(keyOf, sealed.replace("v2", "v1"), place)).toThrow(SealError);
  expect(() => open(keyOf, sealed.replace("v2", "v3"), place)).toThrow(SealError);
  expect(() => open(() => key.key, sealed.replace("v2", "v1"), place)).toThrow(SealError);
});

test("any changed character makes it unreadable", () => {
  const sealed = seal(key, "secret", place);
  for (let index = 0; index < sealed.length; index++) {
    const other = sealed[index] === "A" ? "B" : "A";
    expect(() => open(keyOf, sealed.slice(0, index) + other + sealed.slice(index + 1), place)).toThrow(SealError);
    expect(() => open(keyOf, sealed.slice(0, index), place)).toThrow(SealError);
  }
});
