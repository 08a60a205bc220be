import { MODERN_VERSIONS } from "@portcullis/protocol";
import type { Peer } from "./exchange.ts";
import type { ServerFacts } from "./facts.ts";
import { DiscoveryError } from "./failure.ts";
import { askInSession, closeSession, type LegacySession, openSession } from "./legacy.ts";
import { askModern, type ModernServer, probeModern } from "./modern.ts";
import { type DiscoveredTool, type ListLimits, listTools } from "./tools.ts";

/** Which protocol eras a server answers (protocol.md B5): per-request metadata, handshake and sessions, or both. */
export type UpstreamEra = "modern" | "legacy" | "dual";
export type Discovery = ServerFacts & { era: UpstreamEra; supportedVersions: string[]; tools: DiscoveredTool[] };
export type DiscoveryLimits = ListLimits & { /** The whole discovery, in milliseconds. */ totalMs: number };
export type DiscoverInput = {
  url: string | URL;
  /** The server's configured headers, credentials among them. */
  headers?: Record<string, string>;
  /** The dialer's fetch for the organization. */
  fetch: typeof globalThis.fetch;
  signal?: AbortSignal;
  /** Known already: the server is asked in that form alone. */
  era?: UpstreamEra;
  limits?: Partial<DiscoveryLimits>;
};

const discoveryLimits: DiscoveryLimits = {
  toolsMax: 2000,
  listBytesMax: 8 * 1024 * 1024,
  definitionBytesMax: 256 * 1024,
  pagesMax: 500,
  totalMs: 60_000,
};

/**
 * Meets a server: finds out which eras it serves, who it says it is, and which tools it lists.
 * Messages are plain JSON-RPC here and not the SDK's: its schemas drop unknown fields, and a definition is pinned as it was received.
 *
 * @throws DiscoveryError with one plain sentence; the signal's reason when the caller aborts
 */
export async function discover({ url, headers = {}, fetch, signal, era, limits: given }: DiscoverInput): Promise<Discovery> {
  const limits = { ...discoveryLimits, ...given };
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", abort, { once: true });
  const target = new URL(url);
  const late = new DiscoveryError("unreachable", `${target.host} did not answer within ${limits.totalMs / 1000} seconds.`);
  const timer = setTimeout(() => stop.abort(late), limits.totalMs);
  const peer: Peer = { url: target, fetch, headers, signal: stop.signal, answerBytesMax: limits.listBytesMax };
  try {
    return await meet(peer, limits, era);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function meet(peer: Peer, limits: DiscoveryLimits, era: UpstreamEra | undefined): Promise<Discovery> {
  const modern = era === "legacy" ? null : await probeModern(peer);
  if (modern) {
    const session = era !== undefined ? undefined : await openSession(peer).catch(() => undefined);
    if (session) await closeSession(peer, session);
    return describeModern(peer, modern, session, limits);
  }
  const session = await openSession(peer);
  try {
    const tools = await toolsOf(peer, session, limits, (id, params) => askInSession(peer, session, id, "tools/list", params));
    const { sessionId: _, ...facts } = session;
    return { ...facts, era: "legacy", supportedVersions: [facts.protocolVersion], tools };
  } finally {
    await closeSession(peer, session);
  }
}

async function describeModern(
  peer: Peer,
  modern: ModernServer,
  legacy: LegacySession | undefined,
  limits: DiscoveryLimits,
): Promise<Discovery> {
  const tools = await toolsOf(peer, modern, limits, (id, params) => askModern(peer, id, "tools/list", params));
  const supportedVersions = MODERN_VERSIONS.filter((version) => modern.supportedVersions.includes(version));
  if (!legacy) return { ...modern, era: "modern", supportedVersions, tools };
  return { ...modern, era: "dual", supportedVersions: [...supportedVersions, legacy.protocolVersion], tools };
}

async function toolsOf(
  peer: Peer,
  facts: ServerFacts,
  limits: DiscoveryLimits,
  page: (id: number, params: { cursor?: string }) => ReturnType<typeof askModern>,
): Promise<DiscoveredTool[]> {
  if (facts.capabilities.tools === undefined) return [];
  let id = 10;
  return listTools(peer, limits, (cursor) => page(id++, cursor === undefined ? {} : { cursor }));
}
