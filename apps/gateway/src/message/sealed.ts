import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export type SealKey = { version: number; key: Buffer };
export type SealKeys = (version?: number) => SealKey | undefined;

/**
 * Text that a client carries and cannot read or change: `prefix` and base64url of key version, nonce, ciphertext and tag (AES-256-GCM).
 * `context` is bound to it and not carried: it opens under the same one only.
 */
export function sealText(keys: SealKeys, prefix: string, context: string, plain: string): string {
  const current = keys();
  if (!current) throw new Error("there is no key to seal with");
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(current.version);
  randomBytes(nonceBytes).copy(head, versionBytes);
  const cipher = createCipheriv("aes-256-gcm", current.key, head.subarray(versionBytes)).setAAD(boundTo(context, current.version));
  return prefix + Buffer.concat([head, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** What `sealText` sealed; undefined for everything else, in one form. */
export function openText(keys: SealKeys, prefix: string, context: string, sealed: string, lengthMax: number): string | undefined {
  if (!sealed.startsWith(prefix) || sealed.length > lengthMax) return undefined;
  const text = sealed.slice(prefix.length);
  const bytes = Buffer.from(text, "base64url");
  // Base64url has several spellings of one value; only the one that is minted is read.
  if (bytes.length < headBytes + tagBytes || bytes.toString("base64url") !== text) return undefined;
  const version = bytes.readUInt32BE();
  const key = keys(version)?.key;
  if (!key) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(versionBytes, headBytes), { authTagLength: tagBytes });
  decipher.setAAD(boundTo(context, version)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(headBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}

const boundTo = (context: string, version: number) => Buffer.from(`portcullis/${context}/${version}`);
const versionBytes = 4;
const nonceBytes = 12;
const headBytes = versionBytes + nonceBytes;
const tagBytes = 16;
