import type { Reservation } from "@portcullis/policy";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { admissionTimes as times } from "../testing/env.ts";
import type { AdmitVerdict } from "./admission.ts";
import { type Admitting, admitting, limitOf, newSeed, type Place, randomOf, requestAt } from "./testing/admitting.ts";

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

const take = (...reservations: Reservation[]): Promise<AdmitVerdict> => a.store.admit(requestAt(place, revision, { reservations }));
const takeAt = async (ms: number, ...reservations: Reservation[]) => {
  await a.clock(new Date(ms));
  return take(...reservations);
};
const admitted = { verdict: "admitted" };
const full = { verdict: "limit" };
const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

test("LI-2: no span holds more than its kind's worst case, whatever happens around the edges", async () => {
  const random = randomOf(newSeed());
  for (let round = 0; round < 10 * times; round++) {
    const kinds = Array.from({ length: 50 }, () => {
      const unit = (["second", "minute", "hour", "day"] as const)[random(4)]!;
      const rolling = random(2) === 0;
      const max = 1 + random(4);
      const window = rolling && random(2) === 0 ? unitMs[unit] / 1_000 : unit;
      return { limit: limitOf({ window, rolling, max: String(max) }), span: unitMs[unit], rolling, max, at: [] as number[] };
    });
    const span = unitMs[(["second", "minute", "hour"] as const)[random(3)]!];
    let now = Date.UTC(2026, 5, 1) + random(24) * 3_600_000;
    for (let step = 0; step < 8; step++) {
      // Within 50 ms of an edge, of this span or of the one before it.
      now = Math.max(now, Math.round(now / span) * span + (random(2) === 0 ? span : 0) + random(101) - 50);
      await a.clock(new Date(now));
      const verdicts = await Promise.all(kinds.map(({ limit }) => take(limit)));
      for (const [index, { verdict }] of verdicts.entries()) if (verdict === "admitted") kinds[index]!.at.push(now);
    }
    for (const { at, span, rolling, max } of kinds) {
      for (const from of at) {
        expect(at.filter((each) => each >= from && each < from + span).length).toBeLessThanOrEqual(rolling ? max : 2 * max);
        const window = Math.floor(from / span);
        if (!rolling) expect(at.filter((each) => Math.floor(each / span) === window).length).toBeLessThanOrEqual(max);
      }
    }
  }
}, 600_000);

describe("LI-3: calendars", () => {
  const zones = ["UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
  const units = ["day", "week", "month"] as const;
  // The days on which clocks are put forward or back, in each zone, ends of weeks, months and years, and a leap day.
  const days = [
    "2026-03-08",
    "2026-03-29",
    "2026-04-05",
    "2026-10-04",
    "2026-10-25",
    "2026-11-01",
    "2026-12-31",
    "2028-02-28",
    "2028-02-29",
    "2027-01-03",
  ];

  /** Independent of PostgreSQL: the first moment at which the wall's date is another window's. */
  function nextWindow(unit: (typeof units)[number], now: number, zone: string): number {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    const dayOf = (ms: number) => Date.parse(format.format(ms)) / 86_400_000;
    const windowOf = (ms: number) => {
      const day = dayOf(ms);
      if (unit === "day") return day;
      if (unit === "week") return Math.floor((day + 3) / 7); // 1970-01-01 was a Thursday
      const date = new Date(day * 86_400_000);
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    };
    const own = windowOf(now);
    let [low, high] = [now, now + 33 * 86_400_000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (windowOf(middle) === own) low = middle;
      else high = middle;
    }
    return high;
  }

  test("every window ends where an independent calculator has it end", async () => {
    const random = randomOf(newSeed());
    let edges = 0;
    while (edges < 2_000) {
      const now = Date.parse(days[random(days.length)]!) + random(48 * 3_600_000) - 12 * 3_600_000;
      await a.clock(new Date(now));
      const windows = zones.flatMap((timezone) => units.map((window) => limitOf({ window, timezone, max: "0" })));
      const verdicts = await Promise.all(windows.map((one) => take(one)));
      for (const [index, { window, timezone }] of windows.entries()) {
        const end = nextWindow(window as "day", now, timezone);
        expect(verdicts[index], `${window} in ${timezone} at ${new Date(now).toISOString()}`).toMatchObject({
          verdict: "limit",
          resetsAt: new Date(end),
          retryAfterSeconds: Math.max(1, Math.ceil((end - now) / 1_000)),
        });
        edges++;
      }
    }
  }, 600_000);

  test.each<[string, Partial<Reservation>, string, string]>([
    ["second", {}, "2026-03-01T10:20:30.400Z", "2026-03-01T10:20:31.000Z"],
    ["minute", {}, "2026-03-01T10:20:30.400Z", "2026-03-01T10:21:00.000Z"],
    ["hour", {}, "2026-03-01T10:20:30Z", "2026-03-01T11:00:00.000Z"],
    ["week", {}, "2026-03-02T00:00:00Z", "2026-03-09T00:00:00.000Z"],
    ["month", {}, "2026-12-31T23:59:59Z", "2027-01-01T00:00:00.000Z"],
    ["hour", { timezone: "Asia/Kathmandu" }, "2026-03-01T10:20:30Z", "2026-03-01T11:15:00.000Z"],
    ["day", { timezone: "Europe/Berlin" }, "2026-03-29T00:30:00Z", "2026-03-29T22:00:00.000Z"],
    ["day", { timezone: "Europe/Berlin" }, "2026-10-25T00:30:00Z", "2026-10-25T23:00:00.000Z"],
    // The hour that comes twice is two windows.
    ["hour", { timezone: "Europe/Berlin" }, "2026-10-25T00:30:00Z", "2026-10-25T01:00:00.000Z"],
    ["hour", { timezone: "Europe/Berlin" }, "2026-10-25T01:30:00Z", "2026-10-25T02:00:00.000Z"],
  ])("a %s %j at %s is full to its last millisecond, and empty after it", async (window, more, now, end) => {
    const one = limitOf({ window: window as "day", ...more });
    expect(await takeAt(Date.parse(now), one)).toMatchObject(admitted);
    expect(await take(one)).toMatchObject({ ...full, index: 0, resetsAt: new Date(end) });
    expect(await takeAt(Date.parse(end) - 1, one)).toMatchObject({ ...full, retryAfterSeconds: 1 });
    expect(await takeAt(Date.parse(end), one)).toMatchObject(admitted);
  });
});

describe("LI-5: the database's clock steps", () => {
  const start = Date.UTC(2026, 2, 1, 11);
  const calendar = () => limitOf({ window: "hour", max: "2" });
  const rolling = () => limitOf({ window: 3_600, rolling: true, max: "2" });

  test.each([
    ["calendar", calendar],
    ["rolling", rolling],
  ])("back an hour, a %s window does not open again, and is as ever when the clock has caught up", async (_, of) => {
    const one = of();
    expect(await takeAt(start + 60_000, one)).toMatchObject(admitted);
    expect(await takeAt(start - 3_540_000, one)).toMatchObject(admitted);
    for (const ms of [start - 3_540_000, start - 1, start + 59_999]) expect(await takeAt(ms, one)).toMatchObject(full);
    expect(await takeAt(start + 3_600_000 + 60_000, one)).toMatchObject(admitted);
  });

  test.each([
    ["calendar", calendar],
    ["rolling", rolling],
  ])("forward a day and back, a %s window is exact or refuses", async (_, of) => {
    const one = of();
    expect(await takeAt(start, one)).toMatchObject(admitted);
    expect([await takeAt(start + 86_400_000, one), await take(one)]).toMatchObject([admitted, admitted]);
    for (const ms of [start, start + 86_399_999]) expect(await takeAt(ms, one)).toMatchObject(full);
    expect(await takeAt(start + 86_400_000 + 3_600_000, one)).toMatchObject(admitted);
  });
});

describe("rolling windows", () => {
  test("never more than the maximum in any span, and room comes with the end of the oldest entry", async () => {
    const one = limitOf({ window: 60, rolling: true, max: "2" });
    const at = (second: number) => takeAt(Date.UTC(2026, 2, 1, 0, 0, second), one);
    expect([await at(0), await at(40)]).toMatchObject([admitted, admitted]);
    expect(await at(59)).toMatchObject({ ...full, index: 0, retryAfterSeconds: 1, resetsAt: new Date("2026-03-01T00:01:00Z") });
    expect(await at(60)).toMatchObject(admitted);
    expect(await at(60)).toMatchObject({ ...full, retryAfterSeconds: 40 });
    expect(await at(30)).toMatchObject(full);
    expect(await at(100)).toMatchObject(admitted);
  });

  test.each([
    ["week", 7 * 86_400],
    ["month", 30 * 86_400],
    ["hour", 3_600],
  ] as const)("a rolling %s is %d seconds", async (window, seconds) => {
    const one = limitOf({ window, rolling: true });
    const start = Date.UTC(2026, 0, 31, 12);
    expect(await takeAt(start, one)).toMatchObject(admitted);
    const end = start + seconds * 1_000;
    expect(await takeAt(end - 1, one)).toMatchObject({ ...full, retryAfterSeconds: 1, resetsAt: new Date(end) });
    expect(await takeAt(end, one)).toMatchObject(admitted);
  });

  test("amounts roll too; who waits learns when enough is gone", async () => {
    const one = limitOf({ window: 100, rolling: true, unit: "amount", max: "10" });
    const at = (second: number, amount: string) => takeAt(Date.UTC(2026, 2, 1, 0, 0, second), { ...one, amount });
    expect([await at(0, "1"), await at(10, "2.5"), await at(20, "6.5")]).toMatchObject([admitted, admitted, admitted]);
    expect(await at(30, "3")).toMatchObject({ ...full, resetsAt: new Date("2026-03-01T00:01:50Z"), retryAfterSeconds: 80 });
    expect(await at(30, "0.000001")).toMatchObject({ ...full, retryAfterSeconds: 70 });
    expect(await at(30, "0")).toMatchObject(admitted);
    // What exceeds the maximum by itself never has room.
    expect(await at(30, "10.000001")).toMatchObject({ ...full, retryAfterSeconds: 100 });
  });

  test("a counter holds ten thousand live entries and no more", async () => {
    const one = limitOf({ window: 100, rolling: true, unit: "amount", max: "100000", amount: "0" });
    expect(await takeAt(Date.UTC(2026, 2, 1), one)).toMatchObject(admitted);
    await a.of(
      place.organizationId,
      `INSERT INTO portcullis.limit_reservation (organization_id, key, at, decision_id, amount)
       SELECT organization_id, key, last_stamp + n * interval '1 millisecond', gen_random_uuid(), 0 FROM portcullis.limit_counter, generate_series(1, 9999) n
       WHERE name = $1`,
      [one.counter],
    );
    expect(await takeAt(Date.UTC(2026, 2, 1, 0, 0, 30), one)).toMatchObject({
      ...full,
      retryAfterSeconds: 70,
      resetsAt: new Date("2026-03-01T00:01:40Z"),
    });
    expect(await takeAt(Date.UTC(2026, 2, 1, 0, 1, 40), one)).toMatchObject(admitted);
  });
});

test("a counter that is named twice counts once, with the narrower maximum; the refusal names its limit", async () => {
  const wide = limitOf({ max: "5", rule: "/a" });
  const narrow = { ...wide, max: "2", rule: "/b" };
  expect([await take(wide, narrow), await take(narrow, wide)]).toMatchObject([admitted, admitted]);
  expect(await take(wide, narrow)).toMatchObject({ ...full, index: 1 });
  expect(await take(wide)).toMatchObject(admitted);
});
