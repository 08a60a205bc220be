import { createHmac } from "node:crypto";
import { type DerivedKey, deriveKey, type Keyring } from "@portcullis/db/keys";
import { checkSecret, newSecret } from "../grant/token.ts";

/** A new API key: a grant token's form with `pck_` before it (security.md section 11). */
export const newApiKey = (random: (bytes: number) => Buffer) => newSecret("pck", random);

/** Is this a well-formed API key? Says nothing about whether it was ever made. Needs no database. */
export const checkApiKey = (text: string): { prefix: string } | null => checkSecret("pck", text);

/** Keys have a pepper of their own: one purpose per derived key. */
export const apiKeyPepper = (keyring: Keyring, version?: number): DerivedKey => deriveKey(keyring, "api-key-pepper", version);

/** What is stored of a key: HMAC-SHA-256 under the pepper. */
export const hashApiKey = (pepper: Pick<DerivedKey, "key">, key: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHmac("sha256", pepper.key).update(key).digest());
