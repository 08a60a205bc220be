import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { deleteView } from "./delete-view.ts";
import { percentile } from "./latency.ts";
import { searchDecisions } from "./list.ts";
import { listSavedViews } from "./list-views.ts";
import { getOverview } from "./overview.ts";
import { saveView } from "./save-view.ts";
import { decisionTrends } from "./trends.ts";

let here: Installation;
let owner: Context;
let other: Context;
const rows = 100_000;
/** A call each 20 seconds: 23 days of them. */
const everySeconds = 20;

beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp, "Acme");
  other = await newOrganization(here.cp, "Globex");
  await here.rows(seed, [owner.caller.organizationId, rows, everySeconds]);
  await here.rows(seed, [other.caller.organizationId, 50, 1]);
  await here.rows("ANALYZE decision");
}, 120_000);
afterAll(() => here?.close());

// Of seven rows two are the protocol's own; of the calls one in thirteen is refused, a third of those by a limit. The 5,000th names a rare tool.
const seed = `
  INSERT INTO attempt (organization_id, id, at, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, outcome, duration_ms, client_name)
  SELECT $1, (lpad(to_hex((extract(epoch FROM t) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid, t,
    ('00000000-0000-4000-8000-' || lpad(to_hex(n % 20), 12, '0'))::uuid, 'agent ' || (n % 20), gen_random_uuid(), 'server-' || (n % 5),
    CASE WHEN n % 7 < 2 THEN 'tools/list' ELSE 'tools/call' END,
    CASE WHEN n % 7 < 2 THEN NULL WHEN n = 5000 THEN 'needle_50%' ELSE 'zabbix_get_thing_' || (n % 100) END,
    CASE WHEN n % 7 > 1 AND n % 13 = 0 THEN 'deny' ELSE 'allow' END,
    CASE WHEN n % 7 > 1 AND n % 13 = 0 THEN (ARRAY['denied', 'default_deny', 'limit_exceeded'])[n % 3 + 1] ELSE 'allowed' END, 'ok', n % 40, 'client ' || (n % 3)
  FROM (SELECT n, now() - make_interval(secs => n * $3::int) AS t FROM generate_series(1, $2::int) n) x`;

const names = async (input: Parameters<typeof searchDecisions>[1]) =>
  (await searchDecisions(owner, { limit: 200, ...input })).decisions.map(({ tool }) => tool);

describe("filters", () => {
  test("a part of a name, in any case, and its wildcards are no wildcards", async () => {
    expect(await names({ search: "NEEDLE" })).toEqual(["needle_50%"]);
    expect(await names({ search: "e_50%" })).toEqual(["needle_50%"]);
    expect(await names({ search: "needle%50" })).toEqual([]);
    expect(new Set((await searchDecisions(owner, { search: "AGENT 7" })).decisions.map(({ grantLabel }) => grantLabel))).toEqual(
      new Set(["agent 7"]),
    );
  });

  test("calls only: no protocol traffic, every refusal; reason, method, client, times", async () => {
    const calls = (await searchDecisions(owner, { calls: true, limit: 200 })).decisions;
    expect(calls.every(({ method, effect }) => method === "tools/call" || effect === "deny")).toBe(true);
    const noise = (await searchDecisions(owner, { calls: false, limit: 200 })).decisions;
    expect(new Set(noise.map(({ method }) => method))).toEqual(new Set(["tools/list"]));
    const limited = (await searchDecisions(owner, { reason: "limit_exceeded", client: "CLIENT 2", method: "tools/call" })).decisions;
    expect(new Set(limited.map(({ reason, clientName }) => `${reason} ${clientName}`))).toEqual(new Set(["limit_exceeded client 2"]));
    const [from, to] = [new Date(Date.now() - 7_200_000), new Date(Date.now() - 3_600_000)];
    const between = await searchDecisions(owner, { from, to, limit: 200 });
    expect(between.decisions).toHaveLength(3_600 / everySeconds);
    expect(between.next).toBe(null);
    expect(between.decisions.every(({ at }) => at >= new Date(from.getTime() - 1) && at < to)).toBe(true);
  });

  test("pages end where the time range does, whatever matches", async () => {
    const from = new Date(Date.now() - 86_400_000 * 30);
    const found: string[] = [];
    let before: string | undefined;
    do {
      const page = await searchDecisions(owner, { from, search: "needle", before });
      found.push(...page.decisions.map(({ id }) => id));
      before = page.next ?? undefined;
    } while (before);
    expect(found).toHaveLength(1);
  });
});

describe("trends", () => {
  const callsIn = async (span: "hour" | "day" | "week" | "month", rest: object = {}) => {
    let trends = await decisionTrends(owner, { span, ...rest });
    for (let tries = 0; !trends.complete && tries < 20; tries++) trends = await decisionTrends(owner, { span, ...rest });
    expect(trends.complete).toBe(true);
    return trends.points;
  };
  /** The same, counted from the log. */
  const counted = async (since: Date, where = "true") =>
    (
      await here.rows<{ calls: number; refused: number; limited: number }>(
        `SELECT count(*)::int AS calls, (count(*) FILTER (WHERE effect = 'deny'))::int AS refused, (count(*) FILTER (WHERE reason = 'limit_exceeded'))::int AS limited
         FROM decision WHERE organization_id = $1 AND is_call(method, effect) AND at >= $2 AND ${where}`,
        [owner.caller.organizationId, since],
      )
    )[0];
  const sums = (points: Awaited<ReturnType<typeof callsIn>>) =>
    points.reduce(
      (sum, { calls, refused, limited }) => ({ calls: sum.calls + calls, refused: sum.refused + refused, limited: sum.limited + limited }),
      {
        calls: 0,
        refused: 0,
        limited: 0,
      },
    );

  test.each(["hour", "day", "week", "month"] as const)("a %s adds up to what the log has", async (span) => {
    const points = await callsIn(span);
    expect(sums(points)).toEqual(await counted(points[0]?.at as Date));
    expect(Math.max(...points.map(({ p95 }) => p95 ?? 0))).toBeLessThanOrEqual(50);
  });

  test("of one grant and one server", async () => {
    const grantId = "00000000-0000-4000-8000-000000000005";
    const ofGrant = await callsIn("week", { grantId });
    expect(sums(ofGrant)).toEqual(await counted(ofGrant[0]?.at as Date, `grant_id = '${grantId}'`));
    const ofServer = await callsIn("week", { serverSlug: "server-3" });
    expect(sums(ofServer)).toEqual(await counted(ofServer[0]?.at as Date, "server_slug = 'server-3'"));
  });

  test("what is added up is added once, also by many at a time; another organization's calls are not in it", async () => {
    await Promise.all(Array.from({ length: 6 }, () => decisionTrends(owner, { span: "month" })));
    const points = await callsIn("month");
    expect(sums(points)).toEqual(await counted(points[0]?.at as Date));
    expect(sums((await decisionTrends(other, { span: "month" })).points).calls).toBeLessThanOrEqual(50);
  });

  test("percentiles to the width of a class", () => {
    expect(percentile([], 0.5)).toBe(null);
    expect(percentile([10], 0.5)).toBe(1);
    expect(percentile([0, 0, 0, 0, 100], 0.95)).toBeCloseTo(48.75);
    expect(percentile(Array(14).fill(0).with(13, 1), 0.95)).toBe(60_000);
  });
});

test("100,000 rows: a page, a search that finds nothing and a month of sums are quick", async () => {
  await decisionTrends(owner, { span: "month" });
  const timed = async (run: () => Promise<unknown>) => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  expect(await timed(() => searchDecisions(owner, { calls: true }))).toBeLessThan(500);
  expect(await timed(() => searchDecisions(owner, { search: "no such thing" }))).toBeLessThan(1_500);
  expect(await timed(() => decisionTrends(owner, { span: "month" }))).toBeLessThan(1_000);
});

test("the overview names what was refused most", async () => {
  const { topRefused, expiring, shadows } = await getOverview(owner);
  expect(topRefused).toHaveLength(5);
  expect(topRefused[0]?.tool).toMatch(/^zabbix_get_thing_/);
  expect([expiring, shadows]).toEqual([[], 0]);
});

test("a held call is told from a refused one, and is not among what was refused most", async () => {
  const holding = await newOrganization(here.cp, "Holding");
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, outcome)
     SELECT $1, (lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid,
       gen_random_uuid(), 'agent', gen_random_uuid(), 'zabbix', 'tools/call', outcome || '_tool', 'deny', 'approval_required', outcome
     FROM (VALUES (1, 'held'), (2, 'held'), (3, 'refused')) AS seeded (n, outcome)`,
    [holding.caller.organizationId],
  );
  const toolsOf = async (input: Parameters<typeof searchDecisions>[1]) =>
    (await searchDecisions(holding, input)).decisions.map(({ tool }) => tool);
  expect(await toolsOf({ held: true })).toEqual(["held_tool", "held_tool"]);
  expect(await toolsOf({ effect: "deny", held: false })).toEqual(["refused_tool"]);
  expect((await getOverview(holding)).topRefused.map(({ tool, count }) => [tool, count])).toEqual([["refused_tool", 1]]);
});

describe("saved views", () => {
  test("are each person's own, and a name is there once", async () => {
    const viewer = await newMember(owner, "viewer");
    await saveView(owner, { name: "Refused", query: "effect=deny" });
    const { id } = await saveView(owner, { name: "Refused", query: "effect=deny&reason=denied" });
    expect(await listSavedViews(owner)).toEqual([{ id, name: "Refused", query: "effect=deny&reason=denied" }]);
    expect(await listSavedViews(viewer)).toEqual([]);
    await expect(deleteView(viewer, { id })).rejects.toMatchObject({ code: "not_found" });
    await deleteView(owner, { id });
    expect(await listSavedViews(owner)).toEqual([]);
  });

  test("hold query strings and nothing else, fifty at most", async () => {
    for (const query of ["a b", "<script>", "x\n", "x".repeat(2_001)])
      await expect(saveView(owner, { name: "x", query })).rejects.toMatchObject({ code: "invalid" });
    for (let n = 0; n < 50; n++) await saveView(owner, { name: `view ${n}`, query: "" });
    await expect(saveView(owner, { name: "one more", query: "" })).rejects.toMatchObject({ code: "conflict" });
    await saveView(owner, { name: "view 7", query: "effect=deny" });
  });
});
