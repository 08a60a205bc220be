import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** The Ed25519 key that signs what the chains say. Its private half is in a file and never in the database. */
export type CheckpointKey = {
  /** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER). */
  id: string;
  /** PEM. */
  publicKey: string;
  sign: (text: string) => Buffer;
  verify: (text: string, signature: Uint8Array) => boolean;
};

/** The key file is missing its key, or others may read it. The message is for the operator. */
export class CheckpointKeyError extends Error {
  override name = "CheckpointKeyError";
}

/**
 * Reads the key file (PKCS #8, PEM), or makes one where none is.
 * @throws CheckpointKeyError when it is no Ed25519 key, or others can read it
 */
export function readCheckpointKey(file: string): CheckpointKey {
  if (!fs.existsSync(file)) makeKeyFile(file);
  if (process.platform !== "win32" && (fs.statSync(file).mode & 0o077) !== 0)
    throw new CheckpointKeyError(`${file} can be read by others: run chmod 600 on it.`);
  return checkpointKey(fs.readFileSync(file, "utf8"), file);
}

/** The key of a PEM text. */
export function checkpointKey(pem: string, name = "the checkpoint key"): CheckpointKey {
  const key = parsed(pem);
  if (key?.asymmetricKeyType !== "ed25519")
    throw new CheckpointKeyError(`${name} is no Ed25519 key: \`openssl genpkey -algorithm ed25519\` makes one.`);
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ type: "spki", format: "der" });
  return {
    id: createHash("sha256").update(der).digest("hex").slice(0, 16),
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (text) => sign(null, Buffer.from(text), key),
    verify: (text, signature) => verify(null, Buffer.from(text), publicKey, signature),
  };
}

function parsed(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function makeKeyFile(file: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync("ed25519");
  try {
    fs.writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  } catch (error) {
    // Another process was faster; its key is the key.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
