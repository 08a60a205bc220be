import { META_PREFIX } from "./members.ts";
import type { Message, NotificationMessage, RequestMessage } from "./message.ts";
import { objectMember } from "./tree.ts";
import { type Era, LEGACY_VERSIONS, MODERN_VERSIONS, namesModern } from "./versions.ts";

/** A refusal at the level of the protocol: HTTP status, JSON-RPC code and the error's other members. */
export interface WireError {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export type EraVerdict =
  /** `version`: the claim (modern), or the version header (legacy; on a session the session's version counts, B4). */
  | { readonly ok: true; readonly era: Era; readonly version?: string }
  | { readonly ok: false; readonly era: Era; readonly refusal: WireError };

/**
 * Tells the era of a posted message by its body (B1) and refuses in the order of B2 and B4.
 * `served` are the modern versions of this route, as its `server/discover` lists them. Unknown methods are the method table's to refuse.
 */
export function classifyEra(message: Message, versionHeader: string | undefined, served: readonly string[] = MODERN_VERSIONS): EraVerdict {
  const headerIsModern = versionHeader !== undefined && namesModern(versionHeader);
  if (message.kind === "response") {
    return headerIsModern
      ? refuse("modern", 400, -32600, "responses are not posted in this protocol version")
      : judgeLegacyVersion(versionHeader);
  }
  if (message.method === "initialize" && !hasWholeModernClaim(message)) {
    if (headerIsModern) return refuse("modern", 400, -32020, "initialize was sent with a version header that has no initialize");
    return { ok: true, era: "legacy", version: versionHeader };
  }
  const claim = message.meta?.members.get(VERSION_KEY);
  if (claim !== undefined) return judgeClaim(message, claim.kind === "string" ? claim.value : undefined, versionHeader, served);
  if (!headerIsModern) return judgeLegacyVersion(versionHeader);
  if (message.kind === "notification") return judgeServed(versionHeader, served);
  return refuse("modern", 400, -32602, missingSentence(missingMembers(message)), { missing: missingMembers(message) });
}

/** B4: a legacy version header must name a served version; a missing one is fine. Also for GET and DELETE. */
export function judgeLegacyVersion(versionHeader: string | undefined): EraVerdict {
  if (versionHeader === undefined || LEGACY_VERSIONS.includes(versionHeader)) return { ok: true, era: "legacy", version: versionHeader };
  return refuse("legacy", 400, -32600, `the MCP-Protocol-Version header names none of the served versions: ${LEGACY_VERSIONS.join(", ")}`);
}

function judgeClaim(
  message: RequestMessage | NotificationMessage,
  claim: string | undefined,
  header: string | undefined,
  served: readonly string[],
): EraVerdict {
  if (claim === undefined) return refuse("modern", 400, -32602, `_meta member ${VERSION_KEY} is not a string`);
  const missing = message.kind === "request" ? missingMembers(message) : [];
  if (missing.length > 0) return refuse("modern", 400, -32602, missingSentence(missing), { missing });
  if (header !== undefined && header !== claim) {
    return refuse("modern", 400, -32020, "the MCP-Protocol-Version header and the version in _meta differ");
  }
  return judgeServed(claim, served);
}

function judgeServed(version: string, served: readonly string[]): EraVerdict {
  if (served.includes(version)) return { ok: true, era: "modern", version };
  return refuse("modern", 400, -32022, "Unsupported protocol version", { requested: version, supported: served });
}

/** The required members of a modern request's `_meta`; client info is optional (B2). */
function missingMembers({ meta }: RequestMessage | NotificationMessage): string[] {
  const missing: string[] = [];
  if (meta?.members.has(VERSION_KEY) !== true) missing.push(VERSION_KEY);
  if (objectMember(meta, CAPABILITIES_KEY) === undefined) missing.push(CAPABILITIES_KEY);
  return missing;
}

function missingSentence(missing: readonly string[]): string {
  return `params._meta lacks ${missing.join(" and ")}`;
}

function hasWholeModernClaim(message: RequestMessage | NotificationMessage): boolean {
  const claim = message.meta?.members.get(VERSION_KEY);
  return claim?.kind === "string" && namesModern(claim.value) && missingMembers(message).length === 0;
}

function refuse(era: Era, status: number, code: number, message: string, data?: Readonly<Record<string, unknown>>): EraVerdict {
  return { ok: false, era, refusal: data === undefined ? { status, code, message } : { status, code, message, data } };
}

const VERSION_KEY = `${META_PREFIX}protocolVersion`;
const CAPABILITIES_KEY = `${META_PREFIX}clientCapabilities`;
