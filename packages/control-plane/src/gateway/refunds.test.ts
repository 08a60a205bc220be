import { openPool, type Pool } from "@portcullis/db/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import type { OutcomeRow } from "./outcome-row.ts";
import { notSent, storeOutcomes } from "./outcomes.ts";
import { type Admitting, admitting, limitOf, newSeed, type Place, randomOf, requestAt } from "./testing/admitting.ts";

/** What the ledger should hold, by the rules of security.md section 7 and nothing else. */
class Oracle {
  readonly entries = new Map<string, { start: number; amount: number; state: "taken" | "refunded" }>();
  windowStart = Number.NEGATIVE_INFINITY;
  used = 0;

  take(id: string, now: number, amount: number, max: number): boolean {
    const start = Math.max(Math.floor(now / windowMs) * windowMs, this.windowStart);
    const used = start === this.windowStart ? this.used : 0;
    if (used + amount > max) return false;
    [this.windowStart, this.used] = [start, used + amount];
    this.entries.set(id, { start, amount, state: "taken" });
    return true;
  }

  refund(id: string): void {
    const entry = this.entries.get(id);
    if (entry?.state !== "taken") return;
    entry.state = "refunded";
    if (entry.start === this.windowStart) this.used -= entry.amount;
  }

  /** The operator's correction gives all of it back. */
  reset(): void {
    this.used = 0;
    for (const entry of this.entries.values()) entry.state = "refunded";
  }
}

const windowMs = 60_000;
const outcomes = ["ok", "not_sent", "unknown", "timeout"] as const;

type Fixture = { a: Admitting; pool: Pool; place: Place; revision: bigint };
async function open(): Promise<Fixture> {
  const a = await admitting();
  const place = await a.newPlace();
  return { a, place, pool: openPool({ url: a.database.gatewayUrl, max: 2 }), revision: await a.revision(place.organizationId) };
}
async function close(f: Fixture | undefined) {
  await f?.pool.end();
  await f?.a.close();
}

/** Random histories, twenty counters side by side under one clock: outcomes once, twice, late, over the edge of a window, after a reset. */
async function ledgerIsTrue({ a, pool, place, revision }: Fixture, seed: number, rounds: number): Promise<void> {
  const random = randomOf(seed);
  const { organizationId } = place;
  for (let round = 0; round < rounds; round++) {
    const counters = Array.from({ length: 20 }, () => ({
      oracle: new Oracle(),
      limit: limitOf({ window: "minute", unit: "amount", max: "5" }),
    }));
    const ended = new Map<string, OutcomeRow["outcome"]>();
    const late = new Set<string>();
    const end = (oracle: Oracle, id: string, outcome: OutcomeRow["outcome"]) => {
      const known = ended.get(id);
      if (known === undefined) ended.set(id, outcome);
      else if (known === "unknown" && outcome !== "unknown" && !late.has(id)) late.add(id);
      else return;
      if (outcome === "not_sent") oracle.refund(id);
    };
    let now = Date.UTC(2026, 10, 1) + random(3_600_000);
    for (let step = 0; step < 12; step++) {
      now += random(3) === 0 ? random(90_000) - 20_000 : random(8_000);
      await a.clock(new Date(now));
      const requests = counters.map(({ limit }) => requestAt(place, revision, { reservations: [{ ...limit, amount: String(random(4)) }] }));
      const verdicts = await Promise.all(requests.map((request) => a.store.admit(request)));
      for (const [index, { oracle }] of counters.entries()) {
        const { attempt, reservations } = requests[index]!;
        const fits = oracle.take(attempt.id, now, Number(reservations[0]!.amount), 5);
        expect(verdicts[index]!.verdict).toBe(fits ? "admitted" : "limit");
      }
      const rows: OutcomeRow[] = [];
      for (const { oracle } of counters) {
        for (const id of oracle.entries.keys()) {
          if (random(5) !== 0) continue;
          const outcome = outcomes[random(outcomes.length)]!;
          rows.push({ ...notSent({ organizationId, id, effect: "allow" }), outcome });
          end(oracle, id, outcome);
        }
      }
      await storeOutcomes(pool, rows, 10_000);
      if (random(3) === 0) await storeOutcomes(pool, rows, 10_000); // told twice
      if (random(6) === 0) {
        const { oracle, limit } = counters[random(counters.length)]!;
        oracle.reset();
        await a.of(
          organizationId,
          `WITH given AS (UPDATE portcullis.limit_counter SET used = 0 WHERE name = $1 RETURNING key)
           UPDATE portcullis.limit_reservation r SET state = 'refunded' FROM given WHERE r.key = given.key`,
          [limit.counter],
        );
      }
    }
    await sameAs(a, organizationId, counters);
  }
}

async function sameAs(a: Admitting, organizationId: string, counters: { oracle: Oracle; limit: { counter: string } }[]): Promise<void> {
  const rows = await a.of(organizationId, "SELECT name, used::float8 AS used FROM portcullis.limit_counter");
  const used = new Map(rows.map((row) => [row.name, row.used]));
  for (const { oracle, limit } of counters) expect(used.get(limit.counter) ?? 0).toBe(oracle.used);
  const ledger = await a.of(organizationId, "SELECT decision_id, amount::float8 AS amount, state FROM portcullis.limit_reservation");
  const stored = new Map(ledger.map((row) => [row.decision_id, { amount: row.amount, state: row.state }]));
  for (const { oracle } of counters)
    for (const [id, { amount, state }] of oracle.entries) expect(stored.get(id)).toEqual({ amount, state });
}

describe("LI-6: the ledger is what the refund table says", () => {
  let f: Fixture;
  beforeAll(async () => {
    f = await open();
  });
  afterAll(() => close(f));

  test("in random histories", async () => {
    await ledgerIsTrue(f, newSeed(), 4 * times);
  }, 600_000);

  test("a rolling counter has room again when a call was not sent, and an outcome of nobody's call is nothing", async () => {
    await f.a.clock(null);
    const { organizationId } = f.place;
    const limit = limitOf({ window: 3_600, rolling: true });
    const [first, second] = [
      requestAt(f.place, f.revision, { reservations: [limit] }),
      requestAt(f.place, f.revision, { reservations: [limit] }),
    ];
    expect(await f.a.store.admit(first)).toMatchObject({ verdict: "admitted" });
    expect(await f.a.store.admit(second)).toMatchObject({ verdict: "limit" });
    // Of a call that was refused, and of none at all.
    const [refused, unheard] = [second.attempt.id, requestAt(f.place, f.revision).attempt.id];
    await storeOutcomes(
      f.pool,
      [refused, unheard].map((id) => notSent({ organizationId, id, effect: "allow" })),
      10_000,
    );
    expect(await f.a.of(organizationId, "SELECT 1 FROM portcullis.outcome WHERE id = ANY ($1)", [[refused, unheard]])).toEqual([]);
    await storeOutcomes(f.pool, [notSent(first.attempt)], 10_000);
    expect(await f.a.store.admit(requestAt(f.place, f.revision, { reservations: [limit] }))).toMatchObject({ verdict: "admitted" });
  });
});

describe("planted", () => {
  test.each([
    ["PB-18: refund to the current window", " AND lc.window_start = s.window_start", ""],
    ["PB-19: double refund", " AND e.state = 'taken'", ""],
  ])(
    "%s",
    async (_, from, to) => {
      const f = await open();
      try {
        await f.a.plant("refund", from, to);
        await expect(ledgerIsTrue(f, 7, 8)).rejects.toThrow();
      } finally {
        await close(f);
      }
    },
    60_000,
  );
});
