import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { getNoticeSettings, setNoticeSettings } from "./settings.ts";

let here: Installation;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp);
});
afterAll(() => here?.close());

const all = [1, 2, 3, 4, 5, 6, 7];
const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
type Quiet = { zone: string; from: string; to: string; days?: number[] };
const setting = ({ zone, from, to, days = all }: Quiet) => [randomUUID(), zone, minutes(from), minutes(to), days];

/** When the silence of a moment ends, as the database reckons. */
async function until(quiet: Quiet, at: string): Promise<string | null> {
  const [row] = await here.rows<{ until: Date | null }>(
    "SELECT quiet_until(ROW($1::uuid, $2::text, true, $3::int, $4::int, $5::int[], false, false, 1, 9, NULL)::notice_setting, $6) AS until",
    [...setting(quiet), at],
  );
  return row?.until?.toISOString() ?? null;
}

describe("quiet hours", () => {
  const berlin: Quiet = { zone: "Europe/Berlin", from: "22:00", to: "07:00" };
  test.each<[string, Quiet, string, string | null]>([
    ["before they begin", berlin, "2026-11-23T20:59:59.999Z", null],
    ["as they begin", berlin, "2026-11-23T21:00:00Z", "2026-11-24T06:00:00.000Z"],
    ["after midnight", berlin, "2026-11-24T03:00:00Z", "2026-11-24T06:00:00.000Z"],
    ["the last moment", berlin, "2026-11-24T05:59:59.999Z", "2026-11-24T06:00:00.000Z"],
    ["as they end", berlin, "2026-11-24T06:00:00Z", null],
    ["within one day", { ...berlin, from: "12:00", to: "13:00" }, "2026-11-24T11:30:00Z", "2026-11-24T12:00:00.000Z"],
    // Europe: clocks go forward on 2026-03-29 at 01:00 UTC, back on 2026-10-25 at 01:00 UTC.
    ["a night that is an hour shorter", berlin, "2026-03-28T21:30:00Z", "2026-03-29T05:00:00.000Z"],
    ["a night that is an hour longer", berlin, "2026-10-24T21:00:00Z", "2026-10-25T06:00:00.000Z"],
    ["before the longer night", berlin, "2026-10-24T19:59:00Z", null],
    ["an end that no clock shows: 02:30 is skipped", { ...berlin, to: "02:30" }, "2026-03-29T00:30:00Z", "2026-03-29T01:30:00.000Z"],
    ["an end that clocks show twice", { ...berlin, to: "02:30" }, "2026-10-25T00:45:00Z", "2026-10-25T01:30:00.000Z"],
    ["New York's own day", { zone: "America/New_York", from: "22:00", to: "07:00" }, "2026-03-08T03:30:00Z", "2026-03-08T11:00:00.000Z"],
    [
      "half an hour of summer time",
      { zone: "Australia/Lord_Howe", from: "22:00", to: "07:00" },
      "2026-10-03T12:00:00Z",
      "2026-10-03T20:00:00.000Z",
    ],
    [
      "a day that begins at one: Beirut skips midnight",
      { zone: "Asia/Beirut", from: "00:00", to: "06:00" },
      "2026-03-28T22:30:00Z",
      "2026-03-29T03:00:00.000Z",
    ],
    // 2026-11-27 is a Friday.
    ["Friday's night counts to Friday", { ...berlin, days: [5] }, "2026-11-28T03:00:00Z", "2026-11-28T06:00:00.000Z"],
    ["Saturday's does not", { ...berlin, days: [5] }, "2026-11-28T22:00:00Z", null],
    [
      "a whole weekend is one silence",
      { zone: "UTC", from: "00:00", to: "00:00", days: [6, 7] },
      "2026-11-28T12:00:00Z",
      "2026-11-30T00:00:00.000Z",
    ],
    [
      "a working week from six to six",
      { zone: "UTC", from: "18:00", to: "18:00", days: [1, 2, 3, 4] },
      "2026-11-23T19:00:00Z",
      "2026-11-27T18:00:00.000Z",
    ],
  ])("%s", async (_, quiet, at, expected) => {
    expect(await until(quiet, at)).toBe(expected);
  });

  test("never for ever: six days of silence end", async () => {
    expect(await until({ zone: "UTC", from: "00:00", to: "00:00", days: [1, 2, 3, 4, 5, 6] }, "2026-11-23T00:00:00Z")).toBe(
      "2026-11-29T00:00:00.000Z",
    );
  });
});

describe("the hour of the digest", () => {
  const next = async (zone: string, day: number, hour: number, after: string) => {
    const [row] = await here.rows<{ at: Date | null }>(
      "SELECT next_digest(ROW($1::uuid, $2::text, false, 0, 0, '{}'::int[], false, true, $3::int, $4::int, NULL)::notice_setting, $5) AS at",
      [randomUUID(), zone, day, hour, after],
    );
    return row?.at?.toISOString();
  };
  test.each([
    ["Monday at nine there", "Europe/Berlin", 1, 9, "2026-11-22T12:00:00Z", "2026-11-23T08:00:00.000Z"],
    ["not the same moment again", "Europe/Berlin", 1, 9, "2026-11-23T08:00:00Z", "2026-11-30T08:00:00.000Z"],
    ["over a change of clocks", "Europe/Berlin", 1, 9, "2026-10-19T07:00:00Z", "2026-10-26T08:00:00.000Z"],
    ["an hour that is skipped", "Europe/Berlin", 7, 2, "2026-03-23T00:00:00Z", "2026-03-29T01:00:00.000Z"],
    ["where it is Monday already", "Pacific/Auckland", 1, 9, "2026-11-22T12:00:00Z", "2026-11-22T20:00:00.000Z"],
  ])("%s", async (_, zone, day, hour, after, expected) => {
    expect(await next(zone, day, hour, after)).toBe(expected);
  });
});

describe("settings", () => {
  const input = {
    zone: "Europe/Berlin",
    quiet: { on: true, from: "22:00", to: "07:00", days: [7, 1, 1], criticalPasses: true },
    digest: { on: true, day: 1, hour: 9 },
  };
  test("are off until somebody turns them on; what is stored comes back", async () => {
    expect(await getNoticeSettings(owner)).toMatchObject({ quiet: { on: false }, digest: { on: false, nextAt: null }, quietUntil: null });
    const stored = await setNoticeSettings(owner, input);
    expect(stored).toMatchObject({
      zone: "Europe/Berlin",
      quiet: { ...input.quiet, days: [1, 7] },
      digest: { ...input.digest, nextAt: expect.any(Date) },
    });
    expect(await getNoticeSettings(owner)).toEqual(stored);
    const off = await setNoticeSettings(owner, { ...input, digest: { ...input.digest, on: false } });
    expect(off.digest.nextAt).toBeNull();
  });

  test.each([
    ["CET5", "/zone"],
    ["XYZ", "/zone"],
    ["posix/Europe/Berlin", "/zone"],
    ["+02:00", "/zone"],
    ["Europe/Berlin'; --", "/zone"],
  ])("%s is no zone", async (zone, pointer) => {
    await expect(setNoticeSettings(owner, { ...input, zone })).rejects.toMatchObject({ code: "invalid", issues: [{ pointer }] });
  });

  test.each([
    [{ from: "24:00" }, "/quiet/from"],
    [{ to: "7:00" }, "/quiet/to"],
    [{ days: [] }, "/quiet/days"],
    [{ from: "08:00", to: "08:00", days: all }, "/quiet/to"],
  ])("%j is refused", async (changes, pointer) => {
    const quiet = { ...input.quiet, ...changes };
    await expect(setNoticeSettings(owner, { ...input, quiet })).rejects.toMatchObject({ code: "invalid", issues: [{ pointer }] });
  });
});
