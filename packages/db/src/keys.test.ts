import { describe, expect, test } from "vitest";
import { deriveKey, generateRootKey, KeyError, parseKeyring, roleUrl } from "./keys.ts";

describe("root keys", () => {
  test("a generated key reads back, and each purpose has its own", () => {
    const ring = parseKeyring(generateRootKey());
    expect(ring.newest).toBe(1);
    expect(deriveKey(ring, "a").key).toHaveLength(32);
    expect(deriveKey(ring, "a").key.equals(deriveKey(ring, "b").key)).toBe(false);
    expect(deriveKey(ring, "a").key.equals(deriveKey(ring, "a").key)).toBe(true);
  });

  test("a ring keeps old versions and seals with the newest", () => {
    const [one, two] = [generateRootKey().slice(3), generateRootKey().slice(3)];
    const ring = parseKeyring(`v1:${one},v2:${two}`);
    expect(deriveKey(ring, "x").version).toBe(2);
    expect(deriveKey(ring, "x", 1).key.equals(deriveKey(parseKeyring(one), "x").key)).toBe(true);
  });

  test.each([
    ["", "empty"],
    ["c2hvcnQ=", "32 bytes"],
    ["a".repeat(64), "repeats"],
    [Buffer.alloc(32).toString("base64"), "repeats"],
    ["not base64 at all, but long enough to be one", "32 bytes"],
  ])("refuses %j", (text, why) => {
    expect(() => parseKeyring(text)).toThrow(KeyError);
    expect(() => parseKeyring(text)).toThrow(why);
  });

  test("refuses the same bytes under two versions", () => {
    const key = generateRootKey().slice(3);
    expect(() => parseKeyring(`v1:${key},v2:${key}`)).toThrow("same bytes");
  });

  test("a role's URL leaves the given user and password behind", () => {
    const url = new URL(
      roleUrl("postgresql://owner:secret@db.example.com:5433/portcullis?sslmode=require", "pc_gateway", parseKeyring(generateRootKey())),
    );
    expect(url.username).toBe("pc_gateway");
    expect(url.password).not.toContain("secret");
    expect(url.href).toContain("db.example.com:5433/portcullis?sslmode=require");
  });
});
