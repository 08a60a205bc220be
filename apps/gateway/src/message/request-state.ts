import { stringMember } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import { approvalPrefix, cutApprovalAnswer } from "./approval-state.ts";
import { askedDigest } from "./asked-digest.ts";
import { openText, type SealKeys, sealText } from "./sealed.ts";

/**
 * C9: what a server asks a client to bring back is sealed on its way down. Callers share one upstream identity, so the server cannot tell whose state it
 * is: it opens for the same grant, server, method and parameters only, and not for long.
 */
export class RequestStates {
  readonly #keys: SealKeys;
  readonly #now: () => number;
  readonly #ageMsMax: number;

  constructor({ keys, now, ageMsMax = 15 * 60_000 }: { keys: SealKeys; now: () => number; ageMsMax?: number }) {
    this.#keys = keys;
    this.#now = now;
    this.#ageMsMax = ageMsMax;
  }

  seal(x: Exchange, state: string): string {
    return sealText(this.#keys, prefix, contextOf(x), JSON.stringify([this.#now() + this.#ageMsMax, state]));
  }

  /** The server's own value; undefined for a tampered, foreign or expired one, in one form. */
  open(x: Exchange, sealed: string): string | undefined {
    const plain = openText(this.#keys, prefix, contextOf(x), sealed, sealedLengthMax);
    if (plain === undefined) return undefined;
    const [until, state] = JSON.parse(plain) as [number, string];
    return this.#now() < until ? state : undefined;
  }
}

/** A longer state of a server could not come back in a request. */
export const stateBytesMax = 512 * 1024;

/** Opens the state that a retry brings back. A bad one is refused in one form, and nothing is forwarded (T24). */
export function requestState(x: Exchange): Reply | undefined {
  const { message } = x;
  if (!mayCarryState(x) || message?.kind !== "request") return undefined;
  const brought = message.params?.members.get("requestState");
  if (brought === undefined) return cutApprovalAnswer(x, message) ? undefined : badState(x);
  if (brought.kind !== "string") return badState(x);
  if (!brought.value.startsWith(approvalPrefix)) return opened(x, brought.value);
  x.approvalState = x.deps.approvalStates.open(x, message, brought.value);
  if (x.approvalState === undefined) return badState(x);
  // It may stand in the place of one that the server gave in an earlier round.
  const upstreams = x.message?.kind === "request" ? stringMember(x.message.params, "requestState") : undefined;
  return upstreams === undefined ? undefined : opened(x, upstreams);
}

function opened(x: Exchange, sealed: string): Reply | undefined {
  x.upstreamState = x.deps.requestStates.open(x, sealed);
  return x.upstreamState === undefined ? badState(x) : undefined;
}

/** Tampered, foreign, expired, used: the same answer to all (C9, AP-9). */
export const badState = (x: Exchange): Reply => refuse("bad_request_state", "Invalid or expired requestState", { id: x.requestId });

/** Only these methods go several rounds, and only in the modern era. */
export const mayCarryState = ({ era, rule }: Exchange): boolean => era === "modern" && rule?.retryable === true;

function contextOf(x: Exchange): string {
  const { grant, route } = x.tenant!;
  const digest = askedDigest(x.message?.kind === "request" ? x.message.params : undefined);
  return ["request-state/1", grant.id, route.serverId, x.rule!.method, digest].join("/");
}

const prefix = "pcr1.";
const sealedLengthMax = 1024 * 1024;
