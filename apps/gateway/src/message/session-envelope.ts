import { randomBytes } from "node:crypto";
import { openText, type SealKeys, sealText } from "./sealed.ts";

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

/** An upstream id must be visible ASCII and of bounded length, or it could not travel in a header (D2). */
export const isSealableId = (id: string): boolean => id.length <= upstreamIdBytesMax && /^[\x21-\x7e]+$/.test(id);

/** `pcs1.` and the sealed text. */
export function sealSession(keys: SealKeys, session: Omit<Session, "tag">): string {
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
  return sealText(keys, prefix, context, plain);
}

/** Opens an id that `sealSession` made; undefined for everything else, in one form. Age, grant and server are the caller's to compare. */
export function openSession(keys: SealKeys, id: string): Session | undefined {
  const plain = openText(keys, prefix, context, id, idLengthMax);
  return plain === undefined ? undefined : sessionOf(plain);
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

const context = "session/1";
const prefix = "pcs1.";
const upstreamIdBytesMax = 512;
const idLengthMax = 2_048;
