import { lookup } from "node:dns/promises";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { judgeAddress, sameAddress } from "./address.ts";
import type { PrivateUpstreams } from "./allowlist.ts";
import { DialError } from "./errors.ts";
import { refusedAddress } from "./url.ts";

/** Every address of a host name, in the order to try them. */
export type Resolve = (host: string) => Promise<string[]>;
/** Opens a TCP connection to an address that has been checked; rejects when it cannot, destroys its socket when aborted. */
export type Connect = (target: { address: string; port: number; signal: AbortSignal }) => Promise<Socket>;

export type ConnectorOptions = {
  allow: PrivateUpstreams;
  connectTimeoutMs: number;
  resolve?: Resolve;
  connect?: Connect;
  /** Certificate authorities instead of the system's, in PEM. */
  ca?: ConnectionOptions["ca"];
};
export type Target = { organizationSlug: string; host: string; port: number; secure: boolean };

/**
 * Opens one connection: resolve, check every address, connect to a checked one, compare the peer, then TLS under the name.
 * Nothing is remembered between two calls, so an answer that changes is judged anew (security.md section 5).
 *
 * @throws DialError address_refused, dns_failed, connect_failed, connect_timeout, tls_failed
 */
export async function openConnection(target: Target, options: ConnectorOptions): Promise<Socket> {
  const { connectTimeoutMs, connect = tcp, ca } = options;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), connectTimeoutMs);
  const timedOut = () =>
    new DialError(
      "connect_timeout",
      `${target.host} did not accept a connection within ${connectTimeoutMs / 1000} seconds.`,
      `${at(target)}: timed out`,
    );
  try {
    const addresses = await within(limit.signal, timedOut, checkedAddresses(target, options));
    const socket = await within(limit.signal, timedOut, firstToAnswer(addresses, target, connect, connectTimeoutMs, limit.signal));
    return target.secure ? await within(limit.signal, timedOut, secure(socket, target, ca, limit.signal)) : socket;
  } finally {
    clearTimeout(timer);
  }
}

async function checkedAddresses({ organizationSlug, host }: Target, { allow, resolve = system }: ConnectorOptions): Promise<string[]> {
  const addresses = isIP(host) ? [host] : await namedAddresses(host, resolve);
  // One forbidden answer among good ones condemns them all: it shows whose hand is in the zone.
  for (const address of addresses) {
    const verdict = judgeAddress(address, (parsed, range) => allow.opens(organizationSlug, host, parsed, range));
    if (verdict.ok) continue;
    const note = `${host} resolves to ${address} (${verdict.range ? `${verdict.range.name}, ${verdict.range.cidr}` : "not an address"}), organization ${organizationSlug}`;
    throw new DialError("address_refused", refusedAddress(host, verdict.range?.name), note);
  }
  return addresses;
}

async function namedAddresses(host: string, resolve: Resolve): Promise<string[]> {
  let cause: unknown;
  const addresses = await resolve(host).catch((error: unknown) => {
    cause = error;
    return [];
  });
  if (addresses.length > 0) return addresses;
  throw new DialError("dns_failed", `The host name ${host} could not be resolved; check its spelling.`, `${host}: ${reasonOf(cause)}`, {
    cause,
  });
}

async function firstToAnswer(addresses: string[], target: Target, connect: Connect, budgetMs: number, limit: AbortSignal): Promise<Socket> {
  const candidates = addresses.slice(0, 4);
  const endsAt = performance.now() + budgetMs;
  let cause: unknown;
  for (const [index, address] of candidates.entries()) {
    // A silent first address must leave time for the others.
    const attempt = new AbortController();
    const timer = setTimeout(() => attempt.abort(), (endsAt - performance.now()) / (candidates.length - index));
    try {
      const socket = await connect({ address, port: target.port, signal: attempt.signal });
      // Nobody reads this socket yet; an error before its owner listens must not end the process.
      socket.on("error", () => {});
      if (limit.aborted) socket.destroy();
      if (sameAddress(socket.remoteAddress ?? "", address)) return socket;
      socket.destroy();
      throw new DialError(
        "address_refused",
        refusedAddress(target.host, undefined),
        `${at(target)}: dialed ${address}, reached ${socket.remoteAddress}`,
      );
    } catch (error) {
      if (error instanceof DialError) throw error;
      cause = error;
    } finally {
      clearTimeout(timer);
    }
    limit.throwIfAborted();
  }
  throw new DialError(
    "connect_failed",
    `${target.host} refused the connection on port ${target.port}; is the server running?`,
    `${at(target)}: ${reasonOf(cause)}`,
    { cause },
  );
}

function secure(socket: Socket, target: Target, ca: ConnectionOptions["ca"], limit: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Literals have no SNI. The environment must not be able to switch verification off, so it is said here.
    const servername = isIP(target.host) ? "" : target.host;
    const secured = connectTls({ socket, host: target.host, servername, ca, rejectUnauthorized: true, ALPNProtocols: ["http/1.1"] });
    const abort = () => secured.destroy();
    limit.addEventListener("abort", abort, { once: true });
    secured.once("secureConnect", () => {
      limit.removeEventListener("abort", abort);
      secured.removeListener("error", fail);
      resolve(secured);
    });
    const fail = (cause: Error) => {
      secured.destroy();
      reject(
        new DialError(
          "tls_failed",
          `${target.host} has no valid certificate for a secure connection.`,
          `${at(target)}: ${reasonOf(cause)}`,
          { cause },
        ),
      );
    };
    secured.once("error", fail);
  });
}

const system: Resolve = async (host) => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

const tcp: Connect = ({ address, port, signal }) =>
  new Promise((resolve, reject) => {
    const socket = connectTcp({ host: address, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 });
    const abort = () => socket.destroy(new Error("timed out"));
    signal.addEventListener("abort", abort, { once: true });
    socket.once("connect", () => {
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", reject);
      resolve(socket);
    });
    socket.once("error", reject);
  });

/** Settles as the work does, or with the given error as soon as the signal fires. */
function within<T>(signal: AbortSignal, late: () => Error, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(late());
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

const at = ({ host, port, organizationSlug }: Target) => `${host}:${port}, organization ${organizationSlug}`;

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "no answer";
  return "code" in cause && typeof cause.code === "string" ? `${cause.code} ${cause.message}` : cause.message;
}
