import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type DerivedKey, deriveKey, type Keyring } from "@portcullis/db/keys";

/**
 * Grant tokens (security.md section 11): `pcg_` + 8-character prefix + `_` + 43 characters (32 random bytes in base64url) +
 * 6 characters of checksum. The prefix is for display; the checksum lets a mistyped token be refused without a query.
 */
export type NewToken = { token: string; prefix: string };

/** A new token from `random(bytes)`, which must be cryptographic. */
export const newToken = (random: (bytes: number) => Buffer): NewToken => newSecret("pcg", random);

/** Is this a well-formed token? Says nothing about whether it was ever issued. Needs no database. */
export const checkToken = (text: string): { prefix: string } | null => checkSecret("pcg", text);

/** A secret of the same form, of another `kind`: what it opens can be told at a glance, by people and by scanners for leaked secrets. */
export function newSecret(kind: SecretKind, random: (bytes: number) => Buffer): NewToken {
  const prefix = [...random(8)].map((byte) => prefixAlphabet[byte % prefixAlphabet.length]).join("");
  const body = `${kind}_${prefix}_${random(32).toString("base64url")}`;
  return { token: body + checksum(body), prefix };
}

export function checkSecret(kind: SecretKind, text: string): { prefix: string } | null {
  const match = /^((pcg|pck)_([a-z0-9]{8})_[A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/.exec(text);
  if (!match || match[2] !== kind) return null;
  const [, body, , prefix, sum] = match as unknown as [string, string, string, string, string];
  return timingSafeEqual(Buffer.from(sum), Buffer.from(checksum(body))) ? { prefix } : null;
}

type SecretKind = "pcg" | "pck";

/** The key under which tokens are hashed: a stolen table without the root key cannot even confirm a guess. */
export const tokenPepper = (keyring: Keyring, version?: number): DerivedKey => deriveKey(keyring, "token-pepper", version);

/** What is stored of a token: HMAC-SHA-256 under the pepper. Look a token up under every version of the ring. */
export const hashToken = (pepper: Pick<DerivedKey, "key">, token: string): Buffer =>
  createHmac("sha256", pepper.key).update(token).digest();

const prefixAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

const checksum = (body: string) => createHash("sha256").update(body).digest("base64url").slice(0, 6);
