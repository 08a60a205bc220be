import { MODERN_VERSIONS } from "@portcullis/protocol";
import { type Answer, ask, type Peer, plainOf } from "./exchange.ts";
import { clientInfo, factsOf, type ServerFacts } from "./facts.ts";

/** What a server of the per-request era says of itself (revision 2026-07-28). */
export type ModernServer = ServerFacts & { supportedVersions: string[] };

/**
 * Asks `server/discover`. Undefined when the answer shows no sign of the modern era: then a handshake is worth trying.
 *
 * @throws DiscoveryError when nothing was learned about the era: unreachable, redirects, wants_credentials, too_large
 */
export async function probeModern(peer: Peer): Promise<ModernServer | undefined> {
  const { status, reply } = await askModern(peer, 1, "server/discover", {});
  if (!reply?.result || status >= 400) return undefined;
  const listed = plainOf(reply.bytes, reply.result.members.get("supportedVersions"));
  const supportedVersions = Array.isArray(listed) ? listed.filter((version) => typeof version === "string") : [];
  const protocolVersion = MODERN_VERSIONS.find((version) => supportedVersions.includes(version));
  if (protocolVersion === undefined) return undefined;
  const meta = reply.result.members.get("_meta");
  const serverInfo = meta?.kind === "object" ? meta.members.get("io.modelcontextprotocol/serverInfo") : undefined;
  return { ...factsOf(reply.bytes, reply.result, serverInfo, protocolVersion), supportedVersions };
}

/** Sends one request with the envelope and the mirrored headers that this era asks for on every request (protocol.md C1). */
export function askModern(peer: Peer, id: number, method: string, params: Record<string, unknown>): Promise<Answer> {
  const version = MODERN_VERSIONS[0] ?? "";
  const meta = {
    "io.modelcontextprotocol/protocolVersion": version,
    "io.modelcontextprotocol/clientInfo": clientInfo,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return ask(peer, id, method, { ...params, _meta: meta }, { "mcp-protocol-version": version, "mcp-method": method });
}
