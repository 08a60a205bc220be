import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import { type Admitting, admitNow, admitting, limitOf, newSeed, type Place, randomOf, requestAt } from "./testing/admitting.ts";
import { approved, askingRequest } from "./testing/asking.ts";

let a: Admitting;
let place: Place;
let revision: bigint;
beforeAll(async () => {
  a = await admitting();
  place = await a.newPlace();
  revision = await a.revision(place.organizationId);
});
afterEach(() => a.clock(null));
afterAll(() => a?.close());

describe("LI-11: one idempotency key", () => {
  const call = (key: string, digest: Uint8Array, limit = limitOf({ max: "100" }), where = place) =>
    requestAt(where, revision, { idempotency: { key, digest }, reservations: [limit] });
  const used = async (counter: string) =>
    (await a.of(place.organizationId, "SELECT used::integer FROM portcullis.limit_counter WHERE name = $1", [counter]))[0]?.used;

  test("fifty at once, from two replicas: one is admitted and counted, the others learn its state", async () => {
    const [limit, digest, other] = [limitOf({ max: "100" }), randomBytes(32), a.openStore()];
    const verdicts = await Promise.all(Array.from({ length: 50 }, (_, n) => (n % 2 ? a.store : other).admit(call("k", digest, limit))));
    expect(verdicts.filter(({ verdict }) => verdict === "admitted")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict.verdict === "denied" && verdict.reason === "duplicate_call")).toHaveLength(49);
    expect(await used(limit.counter)).toBe(1);
    // The first replica is gone before it told what became of the call: it stays pending, and is not repeated.
    expect(await a.store.admit(call("k", digest, limit))).toMatchObject({ verdict: "denied", reason: "duplicate_call", state: "pending" });
    // Other arguments under the same key are another call.
    expect(await a.store.admit(call("k", randomBytes(32), limit))).toMatchObject({ verdict: "denied", reason: "idempotency_mismatch" });
    expect(await used(limit.counter)).toBe(1);
  });

  test("the state of the first call is told when it has one; another grant's key is another key", async () => {
    const [digest, limit] = [randomBytes(32), limitOf({ max: "100" })];
    const first = call("told", digest, limit);
    expect(await a.store.admit(first)).toMatchObject({ verdict: "admitted" });
    const { organizationId, id } = first.attempt;
    const sizes = { upstreamStatus: 200, requestBytes: null, responseBytes: null, resultDigest: null };
    a.store.outcome({ organizationId, id, outcome: "tool_error", durationMs: 1, ...sizes });
    await expect.poll(() => a.store.admit(call("told", digest, limit))).toMatchObject({ reason: "duplicate_call", state: "tool_error" });
    const grant = await a.newGrant(place);
    revision = await a.revision(place.organizationId);
    expect(await a.store.admit(call("told", digest, limit, grant))).toMatchObject({ verdict: "admitted" });
  });

  test("a refused call keeps no key; one that was admitted keeps it for 24 hours", async () => {
    const [digest, empty] = [randomBytes(32), limitOf({ max: "0" })];
    expect(await a.store.admit(call("later", digest, empty))).toMatchObject({ verdict: "limit" });
    const keys = () => a.of(place.organizationId, "SELECT 1 FROM portcullis.idempotency_key WHERE key = 'later'");
    expect(await keys()).toEqual([]);
    const now = Date.UTC(2026, 10, 1);
    await a.clock(new Date(now));
    expect(await a.store.admit(call("later", digest))).toMatchObject({ verdict: "admitted" });
    await a.clock(new Date(now + 86_400_000 - 1));
    expect(await a.store.admit(call("later", digest))).toMatchObject({ reason: "duplicate_call" });
    await a.clock(new Date(now + 86_400_000));
    expect(await a.store.admit(call("later", digest))).toMatchObject({ verdict: "admitted" });
  });
});

/** Batches of 16 connections over twenty counters, ten keys and twenty approvals of two organizations, in random order: nobody may wait in a circle. */
async function nobodyWaitsInACircle(at: Admitting, seed: number, batches: number): Promise<void> {
  // The lock's own time limit would be there first.
  await at.sql(`DO $$ BEGIN EXECUTE (SELECT format('ALTER FUNCTION %s SET lock_timeout = ''30s''', p.oid::regprocedure) FROM pg_proc p
    WHERE p.proname = 'admit' AND p.pronargs = 10 AND p.pronamespace = 'portcullis'::regnamespace); END $$`);
  await at.sql(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''50ms'' ', current_database()); END $$`);
  const random = randomOf(seed);
  const places = [await at.newPlace(), await at.newPlace()];
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const words = (n: number) => ({ params: `{"arguments":{"n":${n}},"name":"write"}` });
  // Some run a thousand times, some once, others are asked for.
  for (const place of places) for (let n = 0; n < 8; n++) await approved(at, place, words(n), n < 4 ? { uses: 1_000, until } : {});
  const revisions = await Promise.all([at.revision(places[0]!.organizationId)]);
  revisions.push(await at.revision(places[1]!.organizationId));
  const counters = Array.from({ length: 10 }, () => limitOf({ max: "1000000" }));
  const shuffled = () => counters.map((limit) => ({ limit, by: random(1_000) })).sort((x, y) => x.by - y.by);
  let left = batches;
  const failures: string[] = [];
  const lane = async () => {
    const client = await at.connect();
    while (left-- > 0 && failures.length === 0) {
      const requests = Array.from({ length: 16 }, () => {
        const which = random(2);
        const reservations = shuffled()
          .slice(0, 1 + random(3))
          .map(({ limit }) => limit);
        const idempotency = random(2) === 0 ? null : { key: `k${random(10)}`, digest: Buffer.alloc(32, random(2)) };
        const more = { reservations, idempotency };
        if (random(4) > 0) return requestAt(places[which]!, revisions[which]!, more);
        return askingRequest(places[which]!, revisions[which]!, { ...words(random(10)), policyVersion: random(40) === 0 ? 4 : 3, more });
      });
      await admitNow(client, requests).catch((error: Error & { code?: string }) => failures.push(`${error.code} ${error.message}`));
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  expect(failures).toEqual([]);
}

test("LI-12: sixteen lanes over shared counters and keys never deadlock", () => nobodyWaitsInACircle(a, newSeed(), 625 * times), 600_000);

test("planted PB-22: unsorted counter locks", async () => {
  const planted = await admitting();
  try {
    await planted.plant("admit", "ORDER BY lc.key FOR UPDATE OF lc", "FOR UPDATE OF lc");
    await planted.plant("admit", "FROM unnest(counters) AS u ORDER BY u.key", "FROM unnest(counters) AS u");
    await expect(nobodyWaitsInACircle(planted, 1, 4_000)).rejects.toThrow(/40P01/);
  } finally {
    await planted.close();
  }
}, 60_000);
