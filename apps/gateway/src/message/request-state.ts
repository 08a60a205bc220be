import { createHash } from "node:crypto";
import { canonicalObject, type JsonObject } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
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
  if (!mayCarryState(x)) return undefined;
  const brought = paramsOf(x)?.members.get("requestState");
  if (brought === undefined) return undefined;
  const state = brought.kind === "string" ? x.deps.requestStates.open(x, brought.value) : undefined;
  if (state === undefined) return refuse("bad_request_state", "Invalid or expired requestState", { id: x.requestId });
  x.upstreamState = state;
  return undefined;
}

/** Only these methods go several rounds, and only in the modern era. */
export const mayCarryState = ({ era, rule }: Exchange): boolean => era === "modern" && rule?.retryable === true;

function contextOf(x: Exchange): string {
  const { grant, route } = x.tenant!;
  const asked = [...(paramsOf(x)?.members ?? [])].filter(([name]) => !LEFT_OUT.has(name));
  const digest = createHash("sha256").update(canonicalObject(asked)).digest("base64url");
  return ["request-state/1", grant.id, route.serverId, x.rule!.method, digest].join("/");
}

const paramsOf = ({ message }: Exchange): JsonObject | undefined => (message?.kind === "request" ? message.params : undefined);

/** What changes from one round to the next. */
const LEFT_OUT: ReadonlySet<string> = new Set(["_meta", "inputResponses", "requestState"]);
const prefix = "pcr1.";
const sealedLengthMax = 1024 * 1024;
