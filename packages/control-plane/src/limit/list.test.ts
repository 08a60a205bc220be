import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import type { counterKey } from "../gateway/counter-key.ts";
import { openGatewayStore } from "../gateway/store.ts";
import { requestAt } from "../gateway/testing/admitting.ts";
import { issueGrant } from "../grant/issue.ts";
import { createPolicy } from "../policy/create.ts";
import { publishPolicy } from "../policy/publish.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { newServer } from "../testing/world.ts";
import { doubled } from "./known-limits.ts";
import { listLimits } from "./list.ts";
import { resetLimit } from "./reset.ts";

let here: Installation;
let upstream: TestUpstream;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  owner = await newOrganization(here.cp);
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

const document = JSON.stringify({
  version: "1",
  default: "deny",
  all_tools: { limits: [{ counter: "day", window: "day", max: 50, timezone: "Europe/Rome" }] },
  tools: {
    alpha: { limits: [{ counter: "spend", window: "hour", max: 99.5, amount: "args.x" }] },
    beta: { rate_limit: { max: 3, window: 60 } },
  },
});

/** What a call takes that the gateway admits. */
async function take(limit: Parameters<typeof counterKey>[0], place: Parameters<typeof counterKey>[1], amount: string) {
  const [row] = await here.rows("SELECT revision::text FROM organization WHERE id = $1", [place.organizationId]);
  const store = openGatewayStore({ databaseUrl: here.database.gatewayUrl, keyring: here.database.keyring });
  const verdict = await store.admit(requestAt(place, BigInt(String(row!.revision)), { reservations: [{ ...limit, amount }] }));
  expect(verdict).toMatchObject({ verdict: "admitted" });
  await store.close();
}

test("what the gateway has counted is what is shown, fixed, rolling and amounts, and what resets when", async () => {
  const { slug: serverSlug, id: serverId } = await newServer(owner, { here, upstream });
  const { id: policyId } = await createPolicy(owner, { serverSlug, name: "limits", document });
  const { grant } = await issueGrant(owner, { label: "agent", access: [{ serverSlug, policyId }] });
  expect(await listLimits(owner, { grantId: grant.id })).toEqual([]); // nothing is live yet
  await publishPolicy(owner, { id: policyId });
  const { grant: other } = await issueGrant(owner, { label: "other", access: [{ serverSlug, policyId }] });
  const place = { organizationId: owner.caller.organizationId, grantId: grant.id, serverId };
  const common = { scope: "grant", rule: "", amount: "1" } as const;
  await take({ ...common, counter: "day", window: "day", rolling: false, timezone: "Europe/Rome", max: "50", unit: "calls" }, place, "1");
  await take({ ...common, counter: "spend", window: "hour", rolling: false, timezone: "UTC", max: "99.5", unit: "amount" }, place, "12.25");
  for (let n = 0; n < 2; n++)
    await take({ ...common, counter: "rate_limit:beta", window: 60, rolling: true, timezone: "UTC", max: "3", unit: "calls" }, place, "1");
  // Another grant's use is not this one's.
  await take(
    { ...common, counter: "spend", window: "hour", rolling: false, timezone: "UTC", max: "99.5", unit: "amount" },
    { ...place, grantId: other.id },
    "50",
  );

  const limits = (await listLimits(owner, { grantId: grant.id })).sort((a, b) => (a.rule < b.rule ? -1 : 1));
  const shown = limits.map(({ counter, used, max, rule, rolling }) => [counter, used, max, rule, rolling]);
  expect(shown).toEqual([
    ["day", "1", "50", "/all_tools/limits/0", false],
    ["spend", "12.25", "99.5", "/tools/alpha/limits/0", false],
    ["rate_limit:beta", "2", "3", "/tools/beta/rate_limit", true],
  ]);
  const [day, hour, rolling] = limits.map(({ resetsAt }) => resetsAt as Date);
  const romeHour = new Intl.DateTimeFormat("en", { timeZone: "Europe/Rome", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    day,
  );
  expect(romeHour).toBe("00:00");
  expect((hour as Date).getTime() % 3_600_000).toBe(0);
  const left = (rolling as Date).getTime() - Date.now();
  expect(left).toBeGreaterThan(30_000);
  expect(left).toBeLessThanOrEqual(61_000);

  // A window that is over counts for nothing.
  await here.rows("UPDATE limit_counter SET window_start = window_start - interval '1 day' WHERE organization_id = $1 AND name = 'spend'", [
    place.organizationId,
  ]);
  const later = (await listLimits(owner, { grantId: grant.id })).find(({ counter }) => counter === "spend");
  expect(later).toMatchObject({ used: "0", resetsAt: null });
});

test("a reset empties one counter at once, leaves the others, and is on record with what was used", async () => {
  const { slug: serverSlug, id: serverId } = await newServer(owner, { here, upstream });
  const { id: policyId } = await createPolicy(owner, { serverSlug, name: "limits", document });
  await publishPolicy(owner, { id: policyId });
  const { grant } = await issueGrant(owner, { label: "reset me", access: [{ serverSlug, policyId }] });
  const { organizationId } = owner.caller;
  const place = { organizationId, grantId: grant.id, serverId };
  const common = { scope: "grant", rule: "", amount: "1", unit: "calls" } as const;
  await take({ ...common, counter: "day", window: "day", rolling: false, timezone: "Europe/Rome", max: "50" }, place, "7");
  await take({ ...common, counter: "rate_limit:beta", window: 60, rolling: true, timezone: "UTC", max: "3" }, place, "1");
  const used = async () => Object.fromEntries((await listLimits(owner, { grantId: grant.id })).map((limit) => [limit.counter, limit]));
  const before = await used();
  expect(before.day).toMatchObject({ used: "7", worstCase: "100", grantLabel: "reset me", serverSlug });
  expect(before["rate_limit:beta"]).toMatchObject({ used: "1", worstCase: "3" });
  await expect(resetLimit(owner, { key: "00", reason: "a test" })).rejects.toMatchObject({ code: "not_found" });
  await resetLimit(owner, { key: before.day!.key, reason: "a test ran wild" });
  expect(await used()).toMatchObject({ day: { used: "0", resetsAt: null }, "rate_limit:beta": { used: "1" } });
  await resetLimit(owner, { key: before["rate_limit:beta"]!.key, reason: "that one too" });
  expect(await used()).toMatchObject({ "rate_limit:beta": { used: "0", resetsAt: null } });
  const [row] = await here.rows("SELECT before, after FROM audit_event WHERE action = 'limit.reset' AND target_id = $1", [before.day!.key]);
  expect(row).toMatchObject({ before: { used: "7", max: "50" }, after: { used: "0", reason: "a test ran wild" } });
});

test("a counter that several grants share is one row, with the narrowest maximum and how many share it", async () => {
  const { slug: serverSlug } = await newServer(owner, { here, upstream });
  const shared = (max: number) =>
    JSON.stringify({ version: "1", default: "deny", all_tools: { limits: [{ counter: "all", window: "hour", max, scope: "server" }] } });
  for (const [name, max] of [
    ["wide", 9],
    ["narrow", 4],
  ] as const) {
    const { id: policyId } = await createPolicy(owner, { serverSlug, name, document: shared(max) });
    await publishPolicy(owner, { id: policyId });
    await issueGrant(owner, { label: `${name} ${serverSlug}`, access: [{ serverSlug, policyId }] });
  }
  const limits = await listLimits(owner, { serverSlug });
  expect(limits).toHaveLength(1);
  expect(limits[0]).toMatchObject({ max: "4", policyName: "narrow", grants: 2, grantId: null, scope: "server", worstCase: "8" });
  const everywhere = await listLimits(owner);
  expect(everywhere.filter(({ key }) => key === limits[0]!.key)).toHaveLength(1);
});

test.each([
  ["0", "0"],
  ["50", "100"],
  ["99.5", "199"],
  ["0.000001", "0.000002"],
  ["999999999999.999999", "1999999999999.999998"],
  ["0.5", "1"],
  ["10.25", "20.5"],
])("twice %s is %s, exactly", (once, twice) => expect(doubled(once)).toBe(twice));
