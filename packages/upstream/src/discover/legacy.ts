import { LEGACY_VERSIONS } from "@portcullis/protocol";
import { type Answer, ask, type Peer, requestHeaders, tell, unanswered } from "./exchange.ts";
import { clientInfo, factsOf, type ServerFacts } from "./facts.ts";
import { DiscoveryError } from "./failure.ts";

/** A negotiated session of the handshake era; without an id the server keeps none. */
export type LegacySession = ServerFacts & { sessionId?: string };

/**
 * Shakes hands: `initialize`, then `notifications/initialized`.
 *
 * @throws DiscoveryError not_mcp when nothing at this URL speaks MCP, bad_answer when it does but cannot be relayed
 */
export async function openSession(peer: Peer): Promise<LegacySession> {
  const { host } = peer.url;
  const params = { protocolVersion: LEGACY_VERSIONS[0], capabilities: {}, clientInfo };
  const answer = await ask(peer, 2, "initialize", params, {});
  const { status, headers, reply } = answer;
  if (!reply && status < 500) throw notMcp(host, answer);
  if (!reply?.result) throw unanswered(peer, "initialize", answer);
  const sessionId = headers.get("mcp-session-id") ?? undefined;
  const version = reply.result.members.get("protocolVersion");
  const spoken = version?.kind === "string" ? version.value : "none";
  const facts = factsOf(reply.bytes, reply.result, reply.result.members.get("serverInfo"), spoken);
  const session = { ...facts, ...(sessionId !== undefined && { sessionId }) };
  try {
    if (!LEGACY_VERSIONS.includes(spoken)) throw bad(`${host} speaks an MCP revision that is not served here (${spoken.slice(0, 40)}).`);
    if (sessionId !== undefined && !/^[\x21-\x7e]{1,512}$/.test(sessionId))
      throw bad(`${host} hands out a session id that cannot be relayed.`);
    const told = await tell(peer, "notifications/initialized", sessionHeaders(session));
    if (told >= 400) throw bad(`${host} breaks off the MCP handshake (HTTP ${told}).`);
  } catch (error) {
    await closeSession(peer, session);
    throw error;
  }
  return session;
}

export function askInSession(
  peer: Peer,
  session: LegacySession,
  id: number,
  method: string,
  params: Record<string, unknown>,
): Promise<Answer> {
  return ask(peer, id, method, params, sessionHeaders(session));
}

/** Ends the session where there is one. Whatever the server answers is fine: it may not support ending, and nothing hangs on it. */
export async function closeSession(peer: Peer, session: LegacySession): Promise<void> {
  if (session.sessionId === undefined) return;
  const signal = AbortSignal.timeout(2000);
  const headers = requestHeaders(peer, sessionHeaders(session));
  const answer = await peer.fetch(peer.url, { method: "DELETE", headers, signal }).catch(() => undefined);
  await answer?.body?.cancel().catch(() => undefined);
}

const sessionHeaders = ({ protocolVersion, sessionId }: LegacySession): Record<string, string> => ({
  "mcp-protocol-version": protocolVersion,
  ...(sessionId !== undefined && { "mcp-session-id": sessionId }),
});

const bad = (sentence: string) => new DiscoveryError("bad_answer", sentence);

function notMcp(host: string, { status, problem }: Answer): DiscoveryError {
  const found =
    status === 404 || status === 405
      ? `there is no MCP endpoint at this path (HTTP ${status})`
      : `what answers there is not an MCP server (HTTP ${status})`;
  return new DiscoveryError(
    "not_mcp",
    `${host} was reached, but ${found}; check the URL, often it ends in /mcp.`,
    `initialize: HTTP ${status}, ${problem}`,
  );
}
