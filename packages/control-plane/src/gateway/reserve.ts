import type { Pool } from "@portcullis/db/runtime";
import type { Reservation } from "@portcullis/policy";
import { ask, StoreUnavailable, wasRefused } from "./ask.ts";
import { type CounterPlace, counterKey } from "./counter-key.ts";

export type ReserveRequest = CounterPlace & { decisionId: string };
export type ReserveResult =
  | { ok: true }
  | { ok: false /** Into the reservations given. */; index: number; retryAfterSeconds: number; resetsAt: Date };

type Item = {
  key: string;
  name: string;
  scope: string;
  scope_id: string;
  unit: string | null;
  seconds: number | null;
  rolling: boolean;
  timezone: string;
  max: string;
  amount: string;
};
type Waiting = {
  decisionId: string;
  items: Item[];
  /** Of each item, into the reservations given. */
  indexes: number[];
  since: number;
  resolve: (result: ReserveResult) => void;
  reject: (error: Error) => void;
};
type Lane = { name: string; organizationId: string; waiting: Waiting[]; running: boolean };

/**
 * Takes limits in the database (security.md section 7). Calls that ask for the same counters go there together, one batch after the other:
 * a crowd on one counter would only queue for its lock, a commit each. They lock the same rows in the same order, so batches cannot
 * wait for each other in a circle.
 */
export class Reserver {
  readonly #pool: Pool;
  readonly #deadlineMs: number;
  readonly #lanes = new Map<string, Lane>();

  constructor(pool: Pool, deadlineMs: number) {
    this.#pool = pool;
    this.#deadlineMs = deadlineMs;
  }

  /**
   * Takes all reservations of one call, or none. Committed when it resolves.
   * @throws RangeError for a number that the database could not compare: to it NULL and NaN are never full
   * @throws StoreUnavailable: then it is not known whether they were taken, and the call must not be sent
   */
  async reserve(request: ReserveRequest, reservations: readonly Reservation[]): Promise<ReserveResult> {
    const { items, indexes } = itemsOf(reservations, request);
    const lane = this.#lane(
      request.organizationId,
      items.map(({ key }) => key),
    );
    return new Promise((resolve, reject) => {
      lane.waiting.push({ decisionId: request.decisionId, items, indexes, since: performance.now(), resolve, reject });
      if (!lane.running) void this.#run(lane);
    });
  }

  #lane(organizationId: string, keys: string[]): Lane {
    const name = keys.sort((a, b) => (a < b ? -1 : 1)).join();
    const known = this.#lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { name, organizationId, waiting: [], running: false };
    this.#lanes.set(name, lane);
    return lane;
  }

  async #run(lane: Lane): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) await this.#take(lane.organizationId, lane.waiting.splice(0, batchMax));
    lane.running = false;
    this.#lanes.delete(lane.name);
  }

  async #take(organizationId: string, batch: Waiting[]): Promise<void> {
    const leftMs = this.#deadlineMs - (performance.now() - batch[0]!.since);
    // Who has waited too long is refused before anything is taken for it.
    if (leftMs <= 0) return this.#takeYounger(organizationId, batch);
    const calls = JSON.stringify(batch.map(({ decisionId, items }) => ({ decision: decisionId, items })));
    try {
      const question = { name: "reserve", text: reserveText, values: [organizationId, calls] };
      settle(batch, await ask<VerdictRow>(this.#pool, question, leftMs));
    } catch (error) {
      if (wasRefused(error) && batch.length > 1) {
        // One call whose numbers the database refuses must harm only itself.
        for (const one of batch) await this.#take(organizationId, [one]);
        return;
      }
      const failure = error instanceof StoreUnavailable ? error : new StoreUnavailable(error);
      for (const { reject } of batch) reject(failure);
    }
  }

  async #takeYounger(organizationId: string, batch: Waiting[]): Promise<void> {
    const young = performance.now() - this.#deadlineMs;
    for (const { since, reject } of batch) if (since <= young) reject(new StoreUnavailable(new Error("waited too long for a limit")));
    const rest = batch.filter(({ since }) => since > young);
    if (rest.length > 0) await this.#take(organizationId, rest);
  }
}

/** One per call; `item` is null where every limit had room. */
type VerdictRow = { call: number; item: number | null; resets_at: Date; retry_after_seconds: number };

/** A call is let through by a row that says so, never by the absence of one. */
function settle(batch: readonly Waiting[], rows: readonly VerdictRow[]): void {
  const verdicts = new Map(rows.map((row) => [row.call, row]));
  for (const [index, { resolve, reject, indexes }] of batch.entries()) {
    const row = verdicts.get(index);
    if (row === undefined) reject(new StoreUnavailable(new Error("the database gave no verdict on a call's limits")));
    else if (row.item === null) resolve({ ok: true });
    else
      resolve({
        ok: false,
        index: indexes[row.item]!,
        retryAfterSeconds: Math.max(1, Math.ceil(row.retry_after_seconds)),
        resetsAt: row.resets_at,
      });
  }
}

// One transaction for all; each call sees what those before it have taken.
const reserveText = `
  SELECT (c.ord - 1)::integer AS call, r.item, r.resets_at, r.retry_after_seconds
  FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS c(e, ord)
    LEFT JOIN LATERAL portcullis.reserve($1, (c.e->>'decision')::uuid, c.e->'items') r ON true`;

/** One item per counter: two limits that name the same one ask it once, and the narrower maximum holds. */
function itemsOf(reservations: readonly Reservation[], place: CounterPlace): { items: Item[]; indexes: number[] } {
  const found = new Map<string, { index: number; item: Item }>();
  reservations.forEach((reservation, index) => {
    if (!isComparable(reservation.max) || !isComparable(reservation.amount)) throw new RangeError("a limit's number cannot be compared");
    const { key, scopeId } = counterKey(reservation, place);
    const known = found.get(key);
    if (!known || Number(reservation.max) < Number(known.item.max)) found.set(key, { index, item: itemOf(reservation, key, scopeId) });
  });
  const all = [...found.values()];
  return { items: all.map(({ item }) => item), indexes: all.map(({ index }) => index) };
}

const itemOf = (reservation: Reservation, key: string, scopeId: string): Item => ({
  key,
  name: reservation.counter,
  scope: reservation.scope,
  scope_id: scopeId,
  unit: typeof reservation.window === "string" ? reservation.window : null,
  seconds: reservation.rolling ? spanSeconds(reservation.window) : null,
  rolling: reservation.rolling,
  timezone: reservation.timezone,
  max: reservation.max,
  amount: reservation.amount,
});

const isComparable = (number: string): boolean => Number.parseFloat(number) >= 0 && Number(number) < Number.POSITIVE_INFINITY;

const spanSeconds = (window: Reservation["window"]): number => (typeof window === "number" ? window : unitSeconds[window]);
const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
const batchMax = 64;
