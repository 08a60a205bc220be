import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import { type Admitting, admitNow, admitting, limitOf, newSeed, type Place, randomOf, requestAt } from "./testing/admitting.ts";

let a: Admitting;
let place: Place;
let revision: bigint;
beforeAll(async () => {
  a = await admitting();
  place = await a.newPlace();
  revision = await a.revision(place.organizationId);
});
afterAll(() => a?.close());

const used = async (counter: string) =>
  (await a.of(place.organizationId, "SELECT used::text FROM portcullis.limit_counter WHERE name = $1", [counter]))[0]?.used;
const millionths = (text: string) => BigInt(text.replace(".", ""));

describe("LI-7: amounts", () => {
  test.each(["-1", "-0", "0.0000001", "1e400", "1e2", "+1", " 1", "1.", ".5", "NaN", "", "Infinity", "many", "0x10", "1".padEnd(401, "0")])(
    "%j is refused before anything is taken, as an amount and as a maximum",
    async (number) => {
      for (const one of [limitOf({ max: number, unit: "amount" }), limitOf({ amount: number, unit: "amount" })]) {
        await expect(a.store.admit(requestAt(place, revision, { reservations: [one] }))).rejects.toThrow(RangeError);
        expect(await used(one.counter)).toBeUndefined();
      }
    },
  );

  test("numbers beyond a double are judged exactly, and none is too large", async () => {
    const one = limitOf({ max: "9007199254740993", unit: "amount" });
    const spend = async (amount: string) =>
      (await a.store.admit(requestAt(place, revision, { reservations: [{ ...one, amount }] }))).verdict;
    expect([await spend("9007199254740994"), await spend("9007199254740993"), await spend("0.000001")]).toEqual([
      "limit",
      "admitted",
      "limit",
    ]);
    expect(await used(one.counter)).toBe("9007199254740993.000000");
    const huge = limitOf({ max: "1".padEnd(301, "0"), unit: "amount", amount: "1".padEnd(301, "0") });
    expect(await a.store.admit(requestAt(place, revision, { reservations: [huge] }))).toMatchObject({ verdict: "limit" });
  });

  test("sums of random decimals are exact", async () => {
    const random = randomOf(newSeed());
    const one = limitOf({ max: "1".padEnd(17, "0"), unit: "amount", window: "month" });
    await a.clock("2026-11-10T00:00:00Z");
    let sum = 0n;
    for (let batch = 0; batch < 100 * times; batch++) {
      const amounts = Array.from({ length: 100 }, () => `${random(1_000_000)}.${String(random(1_000_000)).padStart(6, "0")}`);
      for (const amount of amounts) sum += millionths(amount);
      await Promise.all(amounts.map((amount) => a.store.admit(requestAt(place, revision, { reservations: [{ ...one, amount }] }))));
    }
    expect(millionths(String(await used(one.counter)))).toBe(sum);
    await a.clock(null);
  }, 600_000);

  test("any series of amounts is taken as exact arithmetic has it, by calendar and rolling", async () => {
    const decimals = fc.integer({ min: 0, max: 3_000_000 });
    const text = (value: number) => `${Math.floor(value / 1e6)}.${String(value % 1e6).padStart(6, "0")}`;
    await fc.assert(
      fc.asyncProperty(decimals, fc.array(decimals, { maxLength: 8 }), fc.boolean(), async (max, series, rolling) => {
        const one = limitOf({ max: text(max), rolling, unit: "amount", window: "month" });
        let sum = 0;
        for (const each of series) {
          const fits = sum + each <= max;
          const { verdict } = await a.store.admit(requestAt(place, revision, { reservations: [{ ...one, amount: text(each) }] }));
          expect(verdict).toBe(fits ? "admitted" : "limit");
          if (fits) sum += each;
        }
      }),
      { numRuns: 25 },
    );
  });

  /** Straight at the database: whatever sends it, nothing lowers a counter. */
  async function nothingLowers(at: Admitting, where: Place): Promise<void> {
    const one = limitOf({ max: "10", unit: "amount" });
    const client = await at.connect();
    const now = await at.revision(where.organizationId);
    const spend = (amount: string) => [requestAt(where, now, { reservations: [{ ...one, amount }] })];
    await admitNow(client, spend("4"));
    const signed = admitNow(client, spend("3"), (limits) => limits.replace(",10,3,", ",10,-3,"));
    await signed.catch((error: Error) => expect(error.message).toMatch(/countable/));
    const [row] = await at.of(where.organizationId, "SELECT used::float8 AS used FROM portcullis.limit_counter WHERE name = $1", [
      one.counter,
    ]);
    expect(row!.used).toBe(4);
  }

  test("no amount lowers a counter", () => nothingLowers(a, place));

  test("planted PB-21: signed amounts", async () => {
    const planted = await admitting();
    try {
      await planted.sql("ALTER DOMAIN portcullis.countable DROP CONSTRAINT countable_check");
      await expect(nothingLowers(planted, await planted.newPlace())).rejects.toThrow(/expected 1 to be 4/);
    } finally {
      await planted.close();
    }
  });
});

describe("LI-8: several limits on one call, the last one full", () => {
  async function earlierOnesUnchanged(at: Admitting, where: Place, calls: number): Promise<void> {
    const now = await at.revision(where.organizationId);
    const [calendar, rolling] = [limitOf({ max: "5" }), limitOf({ max: "5", rolling: true, window: 60 })];
    for (let left = calls; left > 0; left -= 50) {
      const requests = Array.from({ length: 50 }, () =>
        requestAt(where, now, { reservations: [calendar, rolling, limitOf({ max: "0" })] }),
      );
      const verdicts = await Promise.all(requests.map((request) => at.store.admit(request)));
      for (const verdict of verdicts) expect(verdict).toMatchObject({ verdict: "limit", index: 2 });
    }
    const taken = "SELECT used::float8 AS used FROM portcullis.limit_counter WHERE name = ANY ($1)";
    expect(await at.of(where.organizationId, taken, [[calendar.counter, rolling.counter]])).toEqual([{ used: 0 }, { used: 0 }]);
    expect(
      await at.of(
        where.organizationId,
        "SELECT 1 FROM portcullis.limit_reservation JOIN portcullis.limit_counter USING (key) WHERE name = ANY ($1)",
        [[calendar.counter, rolling.counter]],
      ),
    ).toEqual([]);
  }

  test("the others stay as they were", () => earlierOnesUnchanged(a, place, 1_000 * times), 600_000);

  test("planted PB-24: partial reservation kept on denial", async () => {
    const planted = await admitting();
    try {
      const kept =
        "taken_call := taken_call || j; taken_counter := taken_counter || k; taken_amount := taken_amount || one.amount; totals[k] := totals[k] + one.amount;";
      await planted.plant(
        "admit",
        "          EXIT;\n        END IF;\n      END LOOP;",
        `          EXIT;\n        END IF;\n ${kept} END LOOP;`,
      );
      await expect(earlierOnesUnchanged(planted, await planted.newPlace(), 50)).rejects.toThrow();
    } finally {
      await planted.close();
    }
  });
});
