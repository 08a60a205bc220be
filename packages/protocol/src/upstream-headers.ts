import { type Headers, singleHeader } from "./headers.ts";
import type { Era } from "./versions.ts";

export interface UpstreamHeadersInput {
  /** The client's. */
  readonly headers: Headers;
  readonly method: "POST" | "GET" | "DELETE";
  readonly era: Era;
  /** The version as judged (B4): the session's, or what the client sent. */
  readonly version?: string;
  /** Legacy: the upstream's own session id. */
  readonly sessionId?: string;
  /** Lower-case names of client headers that the server's configuration lets through (A7). */
  readonly configured?: readonly string[];
  /** Lower-case names that the server's credential configuration owns: the client's values never pass. */
  readonly owned?: readonly string[];
}

/**
 * The request headers that go upstream (section 6), built from an allowlist.
 * The caller adds what is its own: Host, Content-Length, credential, trace context, User-Agent, Via.
 */
export function upstreamHeaders(input: UpstreamHeadersInput): [name: string, value: string][] {
  const { headers, method, era, version, sessionId } = input;
  const sent: [string, string][] = [
    ["accept", method === "GET" ? "text/event-stream" : "application/json, text/event-stream"],
    ["accept-encoding", "identity"],
  ];
  if (method === "POST") sent.push(["content-type", "application/json"]);
  if (version !== undefined) sent.push(["mcp-protocol-version", version]);
  if (era === "legacy") {
    if (sessionId !== undefined) sent.push(["mcp-session-id", sessionId]);
    const lastEventId = singleHeader(headers, "last-event-id");
    if (method === "GET" && lastEventId !== undefined) sent.push(["last-event-id", lastEventId]);
  }
  const hopByHop = new Set((headers.get("connection") ?? []).flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase()));
  const configured = new Set(input.configured);
  const owned = new Set(input.owned);
  for (const [name, values] of headers) {
    if (hopByHop.has(name) || owned.has(name) || isNeverForwarded(name)) continue;
    const isProtocol = name.startsWith("mcp-");
    if (isProtocol ? era === "modern" : configured.has(name)) for (const value of values) sent.push([name, value]);
  }
  return owned.size === 0 ? sent : sent.filter(([name]) => !owned.has(name));
}

/** What no configuration can let through: set above or by the caller, hop-by-hop, credentials, identity and forwarding headers. */
function isNeverForwarded(name: string): boolean {
  return NEVER.has(name) || name.startsWith("sec-") || name.startsWith("proxy-") || name.startsWith("x-forwarded-") || name.startsWith(":");
}

const NEVER: ReadonlySet<string> = new Set([
  ...[
    "accept",
    "accept-encoding",
    "content-type",
    "content-length",
    "content-encoding",
    "mcp-protocol-version",
    "mcp-session-id",
    "last-event-id",
  ],
  ...["host", "origin", "referer", "cookie", "authorization", "forwarded", "x-real-ip", "via", "user-agent"],
  ...["connection", "keep-alive", "te", "trailer", "upgrade", "transfer-encoding", "expect", "traceparent", "tracestate", "baggage"],
]);
