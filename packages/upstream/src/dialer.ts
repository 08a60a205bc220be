import { type buildConnector, Pool } from "undici";
import type { PrivateUpstreams } from "./allowlist.ts";
import { type Connect, type ConnectorOptions, openConnection, type Resolve } from "./connector.ts";
import { DialError } from "./errors.ts";
import { type FetchOptions, type GuardedFetch, guardedFetch, headerBytesMax } from "./guarded-fetch.ts";
import { judgeUrl, portsDefault, type UrlVerdict } from "./url.ts";
import { WarmSockets } from "./warm-sockets.ts";

export { PrivateUpstreamsError, parsePrivateUpstreams } from "./allowlist.ts";
export { type DialCode, DialError } from "./errors.ts";
export { open, type Place, SealError, type SealingKey, seal } from "./seal.ts";
export type { Connect, FetchOptions, PrivateUpstreams, Resolve, UrlVerdict };

export type DialerOptions = {
  allow: PrivateUpstreams;
  /** The operator's flag: plain http also to hosts that are not listed. */
  allowHttp?: boolean;
  /** Ports for hosts that are not listed; 443, 8443 and 80 by default. */
  ports?: readonly number[];
  /** DNS, TCP and TLS together. */
  connectTimeoutMs?: number;
  /** Seams for tests: what a name resolves to, and the opening of the socket. */
  resolve?: Resolve;
  connect?: Connect;
  /** Certificate authorities instead of the system's, in PEM. */
  ca?: ConnectorOptions["ca"];
};

export type Dialer = {
  /** Judges the text of a URL; addresses are judged at every connection. */
  judgeUrl(url: string, organizationSlug: string): UrlVerdict;
  /**
   * A fresh pool for one origin, to be kept by the caller per (organization, origin) and closed by it. Its `connect` cannot be replaced.
   * Proxy variables of the environment have no effect. Connection failures reach the request as a DialError: then nothing was sent.
   *
   * @throws DialError url_refused or address_refused
   */
  pool(origin: string, organizationSlug: string, options?: Omit<Pool.Options, "connect" | "factory" | "socketPath">): DialerPool;
  /** A `fetch` for one organization, with the caps of security.md section 5, to be closed by the caller; see guardedFetch. */
  fetch(organizationSlug: string, options?: FetchOptions): GuardedFetch;
};

/** A pool whose connections can be there before a request is. */
export type DialerPool = Pool & {
  /** Opens a connection for the next request that needs a new one. @throws DialError */
  warm(): Promise<void>;
  /** Connections that were opened so and not used yet. */
  warmed(): number;
  /** Connections that the client has. (Its own statistics walk through all of them, six times.) */
  connected(): number;
  /** Closes those: with `close` or `destroy`, which end the others. */
  chill(): void;
};

/** The one place where outbound sockets come from (security.md L12). */
export function createDialer({
  allow,
  allowHttp = false,
  ports = portsDefault,
  connectTimeoutMs = 5000,
  resolve,
  connect,
  ca,
}: DialerOptions): Dialer {
  const judge = (url: string, organizationSlug: string) => judgeUrl(url, { organizationSlug, allow, allowHttp, ports });
  const connectorFor = (organizationSlug: string): buildConnector.connector => {
    return ({ hostname, port, protocol }, callback) => {
      const secure = protocol === "https:";
      const host = hostname.replace(/^\[(.*)\]$/, "$1");
      const target = { organizationSlug, host, port: Number(port) || (secure ? 443 : 80), secure };
      openConnection(target, { allow, connectTimeoutMs, resolve, connect, ca }).then(
        (socket) => callback(null, socket as Parameters<typeof callback>[1] & object),
        (error: Error) => callback(error, null),
      );
    };
  };
  return {
    judgeUrl: judge,
    pool(origin, organizationSlug, options) {
      const verdict = judge(origin, organizationSlug);
      if (!verdict.ok)
        throw new DialError(
          verdict.code === "address_refused" ? "address_refused" : "url_refused",
          verdict.sentence,
          `${verdict.code}: ${origin}`,
        );
      const sockets = new WarmSockets(connectorFor(organizationSlug), verdict.url);
      const pool = new Pool(verdict.url.origin, {
        connections: 128,
        pipelining: 1,
        maxHeaderSize: headerBytesMax,
        ...options,
        connect: sockets.connector,
      });
      let connected = 0;
      pool.on("connect", () => connected++).on("disconnect", () => connected--);
      return Object.assign(pool, {
        warm: () => sockets.open(),
        warmed: () => sockets.count,
        connected: () => connected,
        chill: () => sockets.close(),
      });
    },
    fetch: (organizationSlug, options) => guardedFetch((url) => judge(url, organizationSlug), connectorFor(organizationSlug), options),
  };
}
