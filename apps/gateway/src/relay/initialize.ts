import { LEGACY_VERSIONS, type ResponseMessage, stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { isSealableId, openSession, sealSession } from "../message/session-envelope.ts";
import { endUpstreamSession } from "./aside.ts";

/**
 * B3, D2: reads the negotiated version off the answer to `initialize` and seals the upstream's session id.
 * Gives the headers for the client; undefined when the version is not served or the id cannot be carried: then the
 * upstream's session is ended and the answer is not delivered.
 */
export function openedSession(x: Exchange, { result }: ResponseMessage, upstreamId: string | undefined): string[] | undefined {
  if (result === undefined) return [];
  const version = stringMember(result, "protocolVersion");
  if (version === undefined || !LEGACY_VERSIONS.includes(version) || (upstreamId !== undefined && !isSealableId(upstreamId))) {
    if (upstreamId !== undefined && isSealableId(upstreamId)) endUpstreamSession(x, upstreamId);
    return undefined;
  }
  x.version = version;
  if (upstreamId === undefined) return [];
  const { grant, route } = x.tenant!;
  const sealed = sealSession(x.deps.sessions.keys, {
    upstreamId,
    grantId: grant.id,
    serverId: route.serverId,
    version,
    clientName: x.client?.name,
    clientVersion: x.client?.version,
    issuedAt: x.deps.now(),
  });
  const opened = openSession(x.deps.sessions.keys, sealed);
  if (opened !== undefined) x.whenOver(x.deps.idleSessions.begin(opened, x.tenant!));
  return ["mcp-session-id", sealed];
}

/** Why `openedSession` gives nothing, for the operator. */
export const unopenable = "initialize negotiated a version that is not served, or a session id that cannot be carried";
