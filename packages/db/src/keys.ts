/** Root keys and what is derived from them (security.md section 11). No default key exists anywhere. */
import { hkdfSync, randomBytes } from "node:crypto";

export type Keyring = { readonly newest: number; readonly keys: ReadonlyMap<number, Buffer> };
export type DerivedKey = { readonly version: number; readonly key: Buffer };
export type RuntimeRole = "pc_app" | "pc_gateway" | "pc_sealer" | "pc_ops";
export const runtimeRoles: readonly RuntimeRole[] = ["pc_app", "pc_gateway", "pc_sealer", "pc_ops"];

export class KeyError extends Error {}

/**
 * Reads `PORTCULLIS_ROOT_KEY`: `v1:<base64 of 32 bytes>[,v2:…]`, or one key alone, which is version 1.
 * @throws KeyError for a missing, short or low-entropy key, a repeated version, or the same bytes under two versions
 */
export function parseKeyring(text: string): Keyring {
  const keys = new Map<number, Buffer>();
  for (const part of text.split(",").map((entry) => entry.trim())) {
    const match = /^(?:v(\d{1,6}):)?(.+)$/s.exec(part);
    if (!match) throw new KeyError("The root key is empty. Set PORTCULLIS_ROOT_KEY to 32 random bytes in base64.");
    const version = Number(match[1] ?? 1);
    const key = decodeKey(match[2] as string);
    if (version < 1 || keys.has(version)) throw new KeyError(`The root key ring names version ${version} twice, or a version below 1.`);
    for (const [other, bytes] of keys)
      if (bytes.equals(key)) throw new KeyError(`Versions ${other} and ${version} of the root key are the same bytes.`);
    keys.set(version, key);
  }
  return { newest: Math.max(...keys.keys()), keys };
}

/** A new ring of one random key, in the form that {@link parseKeyring} reads. */
export const generateRootKey = () => `v1:${randomBytes(32).toString("base64")}`;

/** The key for one purpose: HKDF-SHA-256 over the root key, labelled `portcullis/v1/<purpose>`. The newest version unless one is asked for. */
export function deriveKey(ring: Keyring, purpose: string, version = ring.newest): DerivedKey {
  const root = ring.keys.get(version);
  if (!root) throw new KeyError(`The root key ring has no version ${version}.`);
  return { version, key: Buffer.from(hkdfSync("sha256", root, "", `portcullis/v1/${purpose}`, 32)) };
}

/** The database password of a runtime role, so that the root key is the only secret beside the owner's. Oldest version: it must not change with a rotation that is under way. */
export function rolePassword(ring: Keyring, role: RuntimeRole): string {
  return deriveKey(ring, `database-role/${role}`, Math.min(...ring.keys.keys())).key.toString("base64url");
}

/** The same database as `databaseUrl`, entered as a runtime role. The URL's own user and password, if any, are left behind. */
export function roleUrl(databaseUrl: string, role: RuntimeRole, ring: Keyring): string {
  const url = new URL(databaseUrl);
  url.username = role;
  url.password = rolePassword(ring, role);
  return url.toString();
}

function decodeKey(text: string): Buffer {
  const key = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  const wellFormed = /^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/_-]+={0,2}$/.test(text);
  if (!wellFormed || key.length !== 32) throw new KeyError("A root key is 32 bytes in base64 or hex: `openssl rand -base64 32` makes one.");
  if (new Set(key).size < 12) throw new KeyError("The root key repeats itself; it must be random: `openssl rand -base64 32` makes one.");
  return key;
}
