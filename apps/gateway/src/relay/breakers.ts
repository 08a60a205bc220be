import { BoundedMap } from "../tenant/bounded-map.ts";

export type BreakerState = "closed" | "open" | "half_open";
export type BreakerLimits = { failuresMax: number; withinMs: number; openMs: number };

/** One request's leave to try a server. Exactly one of its ends counts, the first. */
export type Attempt = {
  /** The server answered, whatever it said. */
  answered(): void;
  /** It could not be reached, or did not answer in time. */
  failed(): void;
  /** It ended for a reason that says nothing about the server. */
  withdrawn(): void;
};

type Breaker = { failures: number[]; openUntil: number | undefined; probing: boolean };

/**
 * A breaker per server, and so per organization (security.md section 6). It opens when `failuresMax` attempts in a row fail within
 * `withinMs`: an answer in between shows that the server is there, and a few slow calls do not close it to all others. After `openMs` one
 * attempt goes through as a probe; its end decides.
 */
export class Breakers {
  readonly #limits: BreakerLimits;
  readonly #now: () => number;
  readonly #onOpen: (serverId: string) => void;
  /** Only servers that failed lately have an entry. */
  readonly #breakers = new BoundedMap<string, Breaker>(10_000);

  /** @param now a monotonic clock, in milliseconds */
  constructor(limits: BreakerLimits, now: () => number, onOpen: (serverId: string) => void = () => {}) {
    this.#limits = limits;
    this.#now = now;
    this.#onOpen = onOpen;
  }

  /** Leave to send one request to this server; a number is the seconds after which to try again instead. */
  begin(serverId: string): Attempt | number {
    const breaker = this.#breakers.get(serverId);
    if (breaker?.openUntil === undefined) return this.#attempt(serverId, false);
    const leftMs = breaker.openUntil - this.#now();
    if (leftMs > 0 || breaker.probing) return Math.max(1, Math.ceil(leftMs / 1_000));
    breaker.probing = true;
    return this.#attempt(serverId, true);
  }

  stateOf(serverId: string): BreakerState {
    const breaker = this.#breakers.get(serverId);
    if (breaker?.openUntil === undefined) return "closed";
    return breaker.openUntil > this.#now() ? "open" : "half_open";
  }

  /** How many servers are in a state; those that never failed are in none. */
  count(state: Exclude<BreakerState, "closed">): number {
    let count = 0;
    for (const { openUntil } of this.#breakers.values())
      if (openUntil !== undefined && openUntil > this.#now() === (state === "open")) count++;
    return count;
  }

  #attempt(serverId: string, isProbe: boolean): Attempt {
    let over = false;
    const once = (end: () => void) => () => {
      if (over) return;
      over = true;
      end();
    };
    return {
      answered: once(() => this.#answered(serverId, isProbe)),
      failed: once(() => this.#failed(serverId, isProbe)),
      withdrawn: once(() => isProbe && this.#probeOver(serverId)),
    };
  }

  #answered(serverId: string, isProbe: boolean): void {
    const breaker = this.#breakers.get(serverId);
    // What was sent before it opened may still be answered: the server is back.
    if (breaker !== undefined && (isProbe || !breaker.probing)) this.#breakers.delete(serverId);
  }

  #failed(serverId: string, isProbe: boolean): void {
    const now = this.#now();
    const breaker = this.#breakers.get(serverId) ?? { failures: [], openUntil: undefined, probing: false };
    this.#breakers.set(serverId, breaker);
    if (isProbe) {
      breaker.probing = false;
      this.#open(serverId, breaker, now);
      return;
    }
    // The rest of a crowd that was on its way when it opened.
    if (breaker.openUntil !== undefined) return;
    breaker.failures = breaker.failures.filter((at) => now - at < this.#limits.withinMs);
    breaker.failures.push(now);
    if (breaker.failures.length >= this.#limits.failuresMax) this.#open(serverId, breaker, now);
  }

  #open(serverId: string, breaker: Breaker, now: number): void {
    breaker.openUntil = now + this.#limits.openMs;
    breaker.failures = [];
    this.#onOpen(serverId);
  }

  #probeOver(serverId: string): void {
    const breaker = this.#breakers.get(serverId);
    if (breaker !== undefined) breaker.probing = false;
  }
}
