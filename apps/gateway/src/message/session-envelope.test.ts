import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SealKeys } from "./sealed.ts";
import { isSealableId, openSession, sealSession } from "./session-envelope.ts";

const key = { version: 3, key: randomBytes(32) };
const keys: SealKeys = (version = 3) => (version === 3 ? key : undefined);
const session = { upstreamId: "u-1", grantId: "g", serverId: "s", version: "2025-06-18", clientName: "c", clientVersion: "1", issuedAt: 1 };

test("what is sealed opens, and every seal is another", () => {
  const upstreamId = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 512,
  });
  fc.assert(
    fc.property(upstreamId, fc.option(fc.string({ unit: "grapheme", maxLength: 100 }), { nil: undefined }), (id, clientName) => {
      const sealed = sealSession(keys, { ...session, upstreamId: id, clientName });
      expect(sealed).toMatch(/^pcs1\.[A-Za-z0-9_-]+$/);
      expect(sealSession(keys, { ...session, upstreamId: id, clientName })).not.toBe(sealed);
      const opened = openSession(keys, sealed)!;
      expect(opened).toMatchObject({ upstreamId: id, grantId: "g", serverId: "s", version: "2025-06-18", issuedAt: 1 });
      expect(Buffer.byteLength(opened.clientName ?? "")).toBeLessThanOrEqual(64);
      expect(opened.tag).toHaveLength(22);
    }),
  );
});

test("one changed character and it does not open", () => {
  const sealed = sealSession(keys, session);
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=";
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom(...characters), (at, character) => {
      fc.pre(sealed[at] !== character);
      expect(openSession(keys, sealed.slice(0, at) + character + sealed.slice(at + 1))).toBeUndefined();
    }),
  );
  expect(openSession(keys, sealed)).toBeDefined();
});

test("another key, another version, a cut or a longer text do not open", () => {
  const sealed = sealSession(keys, session);
  expect(openSession(() => ({ version: 3, key: randomBytes(32) }), sealed)).toBeUndefined();
  expect(openSession(() => undefined, sealed)).toBeUndefined();
  for (const text of ["", "pcs1.", sealed.slice(0, -1), `${sealed}A`, `pcs2${sealed.slice(4)}`, `pcs1.${"A".repeat(5_000)}`]) {
    expect(openSession(keys, text)).toBeUndefined();
  }
});

test("an upstream id that a header could not carry is not sealed", () => {
  expect(isSealableId("abc-1_~")).toBe(true);
  for (const id of ["", "a b", "a\nb", "ü", "x".repeat(513)]) expect(isSealableId(id)).toBe(false);
});
