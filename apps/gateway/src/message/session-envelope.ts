import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What a legacy session id says (D2). Sealed, it is all that a replica needs: there is no session table. */
export type Session = {
  /** The upstream's own id. */
  upstreamId: string;
  grantId: string;
  serverId: string;
  /** As negotiated. */
  version: string;
  clientName?: string;
  clientVersion?: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
  /** 128 random bits: names the session in memory without naming the upstream's id. */
  tag: string;
};

export type SessionKey = { version: number; key: Buffer };
export type SessionKeys = (version?: number) => SessionKey | undefined;

/** An upstream id must be visible ASCII and of bounded length, or it could not travel in a header (D2). */
export const isSealableId = (id: string): boolean => id.length <= upstreamIdBytesMax && /^[\x21-\x7e]+$/.test(id);

/** `pcs1.` and base64url of key version, nonce, ciphertext and tag (AES-256-GCM). */
export function sealSession(keys: SessionKeys, session: Omit<Session, "tag">): string {
  const current = keys();
  if (!current) throw new Error("there is no session key");
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(current.version);
  randomBytes(nonceBytes).copy(head, versionBytes);
  const cipher = createCipheriv("aes-256-gcm", current.key, head.subarray(versionBytes)).setAAD(associatedData(current.version));
  const plain = JSON.stringify([
    session.upstreamId,
    session.grantId,
    session.serverId,
    session.version,
    cut(session.clientName),
    cut(session.clientVersion),
    session.issuedAt,
    randomBytes(16).toString("base64url"),
  ]);
  return prefix + Buffer.concat([head, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** Opens an id that `sealSession` made; undefined for everything else, in one form. Age, grant and server are the caller's to compare. */
export function openSession(keys: SessionKeys, id: string): Session | undefined {
  if (!id.startsWith(prefix) || id.length > idLengthMax) return undefined;
  const text = id.slice(prefix.length);
  const bytes = Buffer.from(text, "base64url");
  // Base64url has several spellings of one value; only the one that is minted is read.
  if (bytes.length < headBytes + tagBytes || bytes.toString("base64url") !== text) return undefined;
  const version = bytes.readUInt32BE();
  const key = keys(version)?.key;
  if (!key) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(versionBytes, headBytes), { authTagLength: tagBytes });
  decipher.setAAD(associatedData(version)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    return sessionOf(decipher.update(bytes.subarray(headBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8"));
  } catch {
    return undefined;
  }
}

type Sealed = [string, string, string, string, string | null, string | null, number, string];

function sessionOf(plain: string): Session {
  const [upstreamId, grantId, serverId, version, clientName, clientVersion, issuedAt, tag] = JSON.parse(plain) as Sealed;
  return {
    upstreamId,
    grantId,
    serverId,
    version,
    clientName: clientName ?? undefined,
    clientVersion: clientVersion ?? undefined,
    issuedAt,
    tag,
  };
}

/** At most 64 bytes, and never half a character. */
function cut(text: string | undefined): string | null {
  return text === undefined
    ? null
    : Buffer.from(text)
        .subarray(0, 64)
        .toString()
        .replace(/\ufffd+$/, "");
}

const associatedData = (version: number) => Buffer.from(`portcullis/session/1/${version}`);
const prefix = "pcs1.";
const versionBytes = 4;
const nonceBytes = 12;
const headBytes = versionBytes + nonceBytes;
const tagBytes = 16;
const upstreamIdBytesMax = 512;
const idLengthMax = 2_048;
