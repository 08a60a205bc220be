import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Where a sealed value lives. A ciphertext that is moved to another row, column or organization does not open there. */
export type Place = { organizationId: string; table: string; column: string; rowId: string };
export type SealingKey = { version: number /** 32 bytes */; key: Uint8Array };

/** One sentence for every cause: whoever probes learns nothing from it. */
export class SealError extends Error {
  override name = "SealError";
  constructor() {
    super("A stored secret could not be opened; enter it again.");
  }
}

/**
 * Seals a secret with AES-256-GCM (security.md section 11).
 *
 * @param nonce 12 bytes, never twice under one key; random unless a test gives it
 * @returns `v<version>.` and base64url of nonce, ciphertext and tag
 */
export function seal(
  { version, key }: SealingKey,
  plaintext: string | Uint8Array,
  place: Place,
  nonce: Uint8Array = randomBytes(12),
): string {
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(associatedData(place, version));
  const sealed = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return `v${version}.${sealed.toString("base64url")}`;
}

/**
 * Opens what `seal` made, with the key of the version that it names.
 *
 * @throws SealError when the text is malformed, the version unknown, the place another one or the content changed
 */
export function open(keyOf: (version: number) => Uint8Array | undefined, sealed: string, place: Place): Buffer {
  const [, digits, body] = /^v([1-9]\d{0,8})\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? [];
  const version = Number(digits);
  const key = digits === undefined ? undefined : keyOf(version);
  const bytes = Buffer.from(body ?? "", "base64url");
  // Base64url has several spellings of one value; only the one that seal writes is read.
  if (!key || bytes.length < nonceBytes + tagBytes || bytes.toString("base64url") !== body) throw new SealError();
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associatedData(place, version)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new SealError();
  }
}

const nonceBytes = 12;
const tagBytes = 16;

/** Length-prefixed, so that no two places share one encoding. */
function associatedData({ organizationId, table, column, rowId }: Place, version: number): Buffer {
  const parts = ["portcullis/seal/1", organizationId, table, column, rowId, String(version)].map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Buffer): Buffer {
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(part.length);
  return prefix;
}
