import { singleHeader } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";

/** Which hosts and browser origins may speak to this gateway (A3). */
export class Origins {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins = new Set<string>();
  readonly #loopback: boolean;

  constructor({
    publicUrl,
    host,
    hosts,
    origins,
  }: { publicUrl: string; host: string; hosts: readonly string[]; origins: readonly string[] }) {
    const own = new URL(publicUrl);
    this.#hosts = new Set([own.hostname, ...hosts].map((name) => name.toLowerCase()));
    this.#loopback = isLoopback(host) || isLoopback(own.hostname);
    for (const origin of [own.origin, ...origins]) this.#origins.add(origin.toLowerCase());
    if (this.#loopback) this.addLoopbackPort(own.port);
  }

  /** Under a loopback bind the loopback names of the port that is listened on are the gateway's own origins. */
  addLoopbackPort(port: string | number): void {
    if (this.#loopback) for (const name of LOOPBACK) this.#origins.add(`http://${name}${port === "" ? "" : `:${port}`}`);
  }

  /** Names only: a port may be mapped on the way, and rebinding is about names. */
  allowsHost(value: string): boolean {
    const name = value.toLowerCase().replace(/:\d{1,5}$/, "");
    return this.#hosts.has(name) || (this.#loopback && isLoopback(name));
  }

  allowsOrigin(value: string): boolean {
    return this.#origins.has(value.toLowerCase());
  }
}

/** A3: a foreign Host or a foreign Origin is 403, before anything else is looked at. */
export function hostAndOrigin(x: Exchange): Reply | undefined {
  const { origins } = x.deps;
  const host = singleHeader(x.headers, "host");
  if (host === undefined || !origins.allowsHost(host)) {
    return refuse("foreign_origin", "This gateway does not serve this host name.", { log: "wrong_host" });
  }
  const origin = x.headers.get("origin");
  if (origin === undefined) return undefined;
  if (origin.length === 1 && origins.allowsOrigin(origin[0]!)) {
    x.allowedOrigin = origin[0];
    return undefined;
  }
  return refuse("foreign_origin", "This gateway does not serve pages of this origin.", { log: "wrong_origin" });
}

/** A9: the preflight of an allowed browser origin. */
export function preflight(x: Exchange): Reply | undefined {
  if (x.request.method !== "OPTIONS" || x.allowedOrigin === undefined) return undefined;
  const wanted = singleHeader(x.headers, "access-control-request-headers") ?? "";
  // There is no prefix wildcard, so the names are reflected once their form is sound.
  const params = wanted
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^mcp-param-[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name));
  const headers = [
    "access-control-allow-methods",
    "POST, GET, DELETE",
    "access-control-allow-headers",
    [...ALLOWED_HEADERS, ...params].join(", "),
    "access-control-max-age",
    "600",
  ];
  return { status: 204, headers, effect: "allow", reason: "preflight" };
}

/** What every answer to an allowed origin carries. */
export function corsHeaders(origin: string): string[] {
  return ["access-control-allow-origin", origin, "access-control-expose-headers", "mcp-session-id, www-authenticate", "vary", "Origin"];
}

function isLoopback(name: string): boolean {
  return LOOPBACK.has(name.toLowerCase()) || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
const ALLOWED_HEADERS = [
  "authorization",
  "content-type",
  "mcp-protocol-version",
  "mcp-session-id",
  "last-event-id",
  "mcp-method",
  "mcp-name",
];
