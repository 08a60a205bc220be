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
  const { configured = NONE, owned = NONE } = input;
  const hopByHop = namedBy(headers.get("connection"));
  for (const [name, values] of headers) {
    const passes = name.startsWith("mcp-") ? era === "modern" && !setAbove.has(name) : configured.includes(name) && !isNeverForwarded(name);
    if (!passes || owned.includes(name) || hopByHop.includes(name)) continue;
    for (const value of values) sent.push([name, value]);
  }
  return owned.length === 0 ? sent : sent.filter(([name]) => !owned.includes(name));
}

/**
 * What no configuration can let through (A6, section 6): set above or by the caller, hop-by-hop, credentials, and whatever tells a server who
 * calls, from where, or for which address, for some server would believe it. `name` in lower case.
 */
export function isNeverForwarded(name: string): boolean {
  return NEVER.has(name) || NEVER_PREFIXED.test(name);
}

/** Header names that a Connection header takes along. */
function namedBy(connection: readonly string[] | undefined): readonly string[] {
  return connection === undefined ? NONE : connection.flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase());
}

const NONE: readonly string[] = [];
const setAbove = new Set(["mcp-protocol-version", "mcp-session-id"]);

const NEVER_PREFIXED = new RegExp(
  `^(?::|${[
    ...["content-", "mcp-", "proxy-", "sec-", "x-forwarded", "x-original-", "x-rewrite-", "x-override-", "x-proxy"],
    ...["x-auth-request-", "x-remote-", "x-authenticated-", "x-consumer-", "x-credential-", "x-envoy-", "x-spiffe-"],
    ...["ssl-client", "x-ssl-", "x-client-(?:cert|dn|ip|verify)", "x-tls-client-"],
    ...["cf-access-", "cf-connecting-", "x-amzn-oidc-", "x-apigateway-", "x-goog-(?:iap|authenticated)-", "x-appengine-user"],
    ...["x-ms-(?:client-principal|token)", "x-azure-(?:clientip|socketip|ref)", "x-iisnode-", "remote-", "impersonate-"],
  ].join("|")})`,
);

const NEVER: ReadonlySet<string> = new Set(
  [
    "accept accept-charset accept-encoding last-event-id",
    "host origin referer cookie set-cookie authorization www-authenticate forwarded via user-agent from date",
    "connection keep-alive te trailer upgrade transfer-encoding expect http2-settings traceparent tracestate baggage",
    "x-real-ip x-client-ip x-cluster-client-ip x-originating-ip true-client-ip fastly-client-ip x-host x-http-host-override",
    "x-http-method x-http-method-override x-method-override",
    "x-user x-user-id x-user-email x-user-name x-username x-email x-groups x-roles x-webauth-user x-userinfo x-id-token x-access-token",
    "x-jwt-assertion x-endpoint-api-userinfo x-anonymous-consumer x-sudo",
  ].flatMap((names) => names.split(" ")),
);
