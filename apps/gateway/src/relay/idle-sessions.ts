import type { Session } from "../message/session-envelope.ts";
import { BoundedMap } from "../tenant/bounded-map.ts";
import type { Tenant } from "../tenant/tenants.ts";

/** Through whose grant, and at which server: what it takes to reach the server is read when it is needed. */
export type SessionPlace = { grant: Tenant["grant"]; serverSlug: string };
type Kept = { session: Session; place: SessionPlace; running: number; usedHereAt: number; usedAt: number; toldAt: number };

export type IdleSessionsOptions = {
  idleMs: number;
  /** Between two calls of `sweep`. */
  sweepMs: number;
  /** Monotonic, in milliseconds. */
  now: () => number;
  /** Tells the other replicas that these sessions are used here. */
  onUsed: (tags: readonly string[]) => void;
  /** The session was left: end it. */
  onIdle: (session: Session, place: SessionPlace) => void;
};

/**
 * D4: the housekeeping ledger. Most clients never send DELETE, so a session that no replica used for `idleMs` is ended by one that knows it.
 * Serving never reads it: whether a session is open is said by its sealed id and the list of ended ones.
 */
export class IdleSessions {
  readonly #options: IdleSessionsOptions;
  readonly #sessions = new BoundedMap<string, Kept>(sessionsMax);

  constructor(options: IdleSessionsOptions) {
    this.#options = options;
  }

  /** A request of this session runs, until the function that is given back is called. */
  begin(session: Session, { grant, route: { serverSlug } }: Tenant): () => void {
    const now = this.#options.now();
    const known = this.#sessions.get(session.tag);
    const kept = known ?? {
      session,
      place: { grant, serverSlug },
      running: 0,
      usedHereAt: now,
      usedAt: now,
      toldAt: Number.NEGATIVE_INFINITY,
    };
    if (known === undefined) this.#sessions.set(session.tag, kept);
    kept.running++;
    kept.usedHereAt = kept.usedAt = now;
    return () => {
      kept.running--;
      kept.usedHereAt = kept.usedAt = this.#options.now();
    };
  }

  /** Another replica uses it. */
  usedElsewhere(tag: string): void {
    const kept = this.#sessions.get(tag);
    if (kept !== undefined) kept.usedAt = this.#options.now();
  }

  forget(tag: string): void {
    this.#sessions.delete(tag);
  }

  /** @param isInformed the database answers: the other replicas' uses arrive here. Without, nothing is ended and all time starts anew. */
  sweep(isInformed: boolean): void {
    const { idleMs, sweepMs, now, onIdle, onUsed } = this.#options;
    const at = now();
    const told: string[] = [];
    for (const kept of [...this.#sessions.values()]) {
      const { tag } = kept.session;
      if (kept.running > 0) kept.usedHereAt = kept.usedAt = at;
      if (!isInformed) kept.usedAt = at;
      // A use at another replica is told at that one's next sweep.
      else if (at - kept.usedAt > idleMs + 2 * sweepMs) {
        this.#sessions.delete(tag);
        onIdle(kept.session, kept.place);
      } else if (kept.usedHereAt > kept.toldAt && at - kept.toldAt > idleMs / 3) {
        kept.toldAt = at;
        told.push(tag);
      }
    }
    if (told.length > 0) onUsed(told);
  }
}

const sessionsMax = 50_000;
