import { randomBytes, randomUUID } from "node:crypto";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import type { Reservation } from "@portcullis/policy";
import fc from "fast-check";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { uuidV7 } from "../uuid.ts";
import { Reserver } from "./reserve.ts";
import { type GatewayStore, openGatewayStore } from "./store.ts";

let database: TestDatabase;
let owner: pg.Client;
let store: GatewayStore;
const acme = randomUUID();
const place = { organizationId: acme, grantId: randomUUID(), serverId: randomUUID() };

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query("SELECT set_config('app.org', $1, false)", [acme]);
  await owner.query("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, 'acme', 'Acme')", [acme]);
  store = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring, deadlineMs: 10_000 });
});
afterEach(() => clock(null));
afterAll(async () => {
  await store?.close();
  await owner?.end();
  await database?.drop();
});

/** Stops the database's clock at a moment. */
const clock = (at: string | null) =>
  owner.query(
    `CREATE OR REPLACE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
     $$ SELECT ${at === null ? "clock_timestamp()" : `'${at}'::timestamptz`} $$`,
  );

const limit = (more: Partial<Reservation> = {}): Reservation => ({
  counter: randomUUID(),
  scope: "grant",
  window: "day",
  rolling: false,
  timezone: "UTC",
  max: "1",
  amount: "1",
  unit: "calls",
  rule: "/tools/read/limits/0",
  ...more,
});
const take = (...reservations: Reservation[]) => store.reserve({ ...place, decisionId: uuidV7(new Date(), randomBytes(10)) }, reservations);
const spend = (of: Reservation, amount: string) => take({ ...of, amount });
const used = async ({ counter }: Reservation): Promise<string | undefined> =>
  (await owner.query("SELECT used::text FROM portcullis.limit_counter WHERE name = $1", [counter])).rows[0]?.used;

describe("calendar windows end where their wall clock says", () => {
  test.each<[string, Partial<Reservation>, string, string]>([
    ["second", {}, "2026-03-01T10:20:30.400Z", "2026-03-01T10:20:31.000Z"],
    ["minute", {}, "2026-03-01T10:20:30.400Z", "2026-03-01T10:21:00.000Z"],
    ["hour", {}, "2026-03-01T10:20:30Z", "2026-03-01T11:00:00.000Z"],
    ["day", {}, "2026-03-01T10:20:30Z", "2026-03-02T00:00:00.000Z"],
    ["week", {}, "2026-03-01T10:20:30Z", "2026-03-02T00:00:00.000Z"],
    ["week", {}, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00.000Z"],
    ["month", {}, "2026-02-28T23:59:59Z", "2026-03-01T00:00:00.000Z"],
    ["month", {}, "2026-12-31T23:59:59Z", "2027-01-01T00:00:00.000Z"],
    ["hour", { timezone: "Asia/Kathmandu" }, "2026-03-01T10:20:30Z", "2026-03-01T11:15:00.000Z"],
    ["day", { timezone: "Asia/Tokyo" }, "2026-03-01T15:00:00Z", "2026-03-02T15:00:00.000Z"],
    ["month", { timezone: "America/New_York" }, "2026-03-01T04:59:00Z", "2026-03-01T05:00:00.000Z"],
    // The day on which summer time begins has 23 hours, the one on which it ends 25.
    ["day", { timezone: "Europe/Berlin" }, "2026-03-29T00:30:00Z", "2026-03-29T22:00:00.000Z"],
    ["day", { timezone: "Europe/Berlin" }, "2026-10-25T00:30:00Z", "2026-10-25T23:00:00.000Z"],
    ["month", { timezone: "Europe/Berlin" }, "2026-03-15T00:00:00Z", "2026-03-31T22:00:00.000Z"],
    // The hour that comes twice is two windows.
    ["hour", { timezone: "Europe/Berlin" }, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00.000Z"],
    ["hour", { timezone: "Europe/Berlin" }, "2026-10-25T01:30:00Z", "2026-10-25T02:00:00.000Z"],
  ])("%s %j at %s", async (window, more, now, end) => {
    const one = limit({ window: window as "day", ...more });
    await clock(now);
    expect(await take(one)).toEqual({ ok: true });
    const refused = await take(one);
    const retryAfterSeconds = Math.ceil((Date.parse(end) - Date.parse(now)) / 1_000);
    expect(refused).toEqual({ ok: false, index: 0, resetsAt: new Date(end), retryAfterSeconds });
    await clock(new Date(Date.parse(end) - 1).toISOString());
    expect(await take(one)).toMatchObject({ ok: false, retryAfterSeconds: 1 });
    await clock(end);
    expect(await take(one)).toEqual({ ok: true });
  });

  test("a clock that steps back opens no window again", async () => {
    const one = limit({ window: "hour" });
    await clock("2026-03-01T11:00:00Z");
    expect(await take(one)).toEqual({ ok: true });
    await clock("2026-03-01T10:30:00Z");
    expect(await take(one)).toMatchObject({ ok: false, resetsAt: new Date("2026-03-01T12:00:00Z") });
  });
});

describe("rolling windows", () => {
  test("never more than the maximum in any span, and room comes with the end of the oldest entry", async () => {
    const one = limit({ window: 60, rolling: true, max: "2" });
    const at = async (second: number) => {
      await clock(new Date(Date.UTC(2026, 2, 1, 0, 0, second)).toISOString());
      return take(one);
    };
    expect([await at(0), await at(40)]).toEqual([{ ok: true }, { ok: true }]);
    expect(await at(59)).toEqual({ ok: false, index: 0, retryAfterSeconds: 1, resetsAt: new Date("2026-03-01T00:01:00Z") });
    expect(await at(60)).toEqual({ ok: true });
    expect(await at(60)).toMatchObject({ ok: false, retryAfterSeconds: 40 });
    // The database's clock steps back: entries are never older than those before them.
    expect(await at(30)).toMatchObject({ ok: false });
    expect(await at(100)).toEqual({ ok: true });
  });

  test.each([
    ["week", 7 * 86_400],
    ["month", 30 * 86_400],
    ["hour", 3_600],
  ] as const)("a rolling %s is %d seconds", async (window, seconds) => {
    const one = limit({ window, rolling: true });
    const start = Date.UTC(2026, 0, 31, 12);
    await clock(new Date(start).toISOString());
    expect(await take(one)).toEqual({ ok: true });
    await clock(new Date(start + seconds * 1_000 - 1).toISOString());
    expect(await take(one)).toMatchObject({ ok: false, retryAfterSeconds: 1, resetsAt: new Date(start + seconds * 1_000) });
    await clock(new Date(start + seconds * 1_000).toISOString());
    expect(await take(one)).toEqual({ ok: true });
  });

  test("amounts roll too; who waits learns when enough is gone", async () => {
    const one = limit({ window: 100, rolling: true, unit: "amount", max: "10" });
    const at = async (second: number, amount: string) => {
      await clock(new Date(Date.UTC(2026, 2, 1, 0, 0, second)).toISOString());
      return spend(one, amount);
    };
    expect([await at(0, "1"), await at(10, "2.5"), await at(20, "6.5")]).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
    expect(await at(30, "3")).toMatchObject({ ok: false, resetsAt: new Date("2026-03-01T00:01:50Z"), retryAfterSeconds: 80 });
    expect(await at(30, "0.000001")).toMatchObject({ ok: false, retryAfterSeconds: 70 });
    expect(await at(30, "0")).toEqual({ ok: true });
    // What exceeds the maximum by itself never has room.
    expect(await at(30, "10.000001")).toMatchObject({ ok: false, retryAfterSeconds: 100 });
  });

  test("a counter holds ten thousand live entries and no more", async () => {
    const one = limit({ window: 100, rolling: true, unit: "amount", max: "100000" });
    await clock("2026-03-01T00:00:00Z");
    expect(await spend(one, "0")).toEqual({ ok: true });
    await owner.query(
      `INSERT INTO portcullis.limit_reservation (organization_id, key, at, decision_id, amount)
       SELECT organization_id, key, last_stamp + n * interval '1 millisecond', gen_random_uuid(), 0 FROM portcullis.limit_counter, generate_series(1, 9999) n
       WHERE name = $1`,
      [one.counter],
    );
    await clock("2026-03-01T00:00:30Z");
    expect(await spend(one, "1")).toEqual({ ok: false, index: 0, retryAfterSeconds: 70, resetsAt: new Date("2026-03-01T00:01:40Z") });
    await clock("2026-03-01T00:01:40Z");
    expect(await spend(one, "1")).toEqual({ ok: true });
  });
});

describe("amounts", () => {
  const amount = (more: Partial<Reservation> = {}) => limit({ window: "month", unit: "amount", ...more });

  test("decimals are added exactly", async () => {
    const one = amount({ max: "1" });
    for (let times = 0; times < 10; times++) expect(await spend(one, "0.1")).toEqual({ ok: true });
    expect(await used(one)).toBe("1.000000");
    expect(await spend(one, "0.000001")).toMatchObject({ ok: false });
    expect(await spend(one, "0")).toEqual({ ok: true });
  });

  test("no number is too large to be judged", async () => {
    const one = amount({ max: "1".padEnd(301, "0") });
    expect(await spend(one, "1".padEnd(301, "0"))).toMatchObject({ ok: false });
    expect(await spend(one, "999999999999999999.999999")).toEqual({ ok: true });
    expect(await spend(one, "0.000001")).toMatchObject({ ok: false });
    expect(await used(one)).toBe("999999999999999999.999999");
  });

  test("any series of amounts is taken as exact arithmetic has it", async () => {
    const decimals = fc.integer({ min: 0, max: 3_000_000 });
    const text = (millionths: number) => `${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, "0")}`;
    await fc.assert(
      fc.asyncProperty(decimals, fc.array(decimals, { maxLength: 8 }), fc.boolean(), async (max, series, rolling) => {
        const one = amount({ max: text(max), rolling });
        let sum = 0;
        for (const each of series) {
          const fits = sum + each <= max;
          expect((await spend(one, text(each))).ok).toBe(fits);
          if (fits) sum += each;
        }
      }),
      { numRuns: 25 },
    );
  });
});

test("a counter that is named twice counts once, with the narrower maximum; the refusal names its limit", async () => {
  const wide = limit({ max: "5", rule: "/a" });
  const narrow = { ...wide, max: "2", rule: "/b" };
  expect([await take(wide, narrow), await take(narrow, wide)]).toEqual([{ ok: true }, { ok: true }]);
  expect(await used(wide)).toBe("2.000000");
  expect(await take(wide, narrow)).toMatchObject({ ok: false, index: 1 });
  expect(await take(wide)).toEqual({ ok: true });
});

test("a call whose last limit is full takes none of the others", async () => {
  const [first, rolling, full] = [limit({ max: "5" }), limit({ max: "5", rolling: true, window: 60 }), limit({ max: "0" })];
  expect(await take(first, rolling, full)).toMatchObject({ ok: false, index: 2 });
  expect([await used(first), await used(full)]).toEqual(["0.000000", "0.000000"]);
  expect(
    (
      await owner.query("SELECT 1 FROM portcullis.limit_reservation r JOIN portcullis.limit_counter c USING (key) WHERE c.name = $1", [
        rolling.counter,
      ])
    ).rows,
  ).toEqual([]);
});

describe("what is not said clearly is not an allowance", () => {
  test("an empty answer of the database is no room", async () => {
    const silent = { query: async () => ({ rows: [] }), connect: async () => ({ query: async () => ({ rows: [] }), release: () => {} }) };
    const reserver = new Reserver(silent as unknown as ConstructorParameters<typeof Reserver>[0], 1_000);
    await expect(reserver.reserve({ ...place, decisionId: randomUUID() }, [limit()])).rejects.toThrow();
  });

  test.each(["NaN", "", "Infinity", "-1", "many"])("a maximum or amount of %j is refused before anything is taken", async (number) => {
    for (const one of [limit({ max: number }), limit({ amount: number })]) {
      await expect(take(one)).rejects.toThrow();
      expect(await used(one)).toBeUndefined();
    }
  });
});
