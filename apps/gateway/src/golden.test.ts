import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { definitionIn, type GoldenCall, goldenCases, groupBy, hasLimits, seedGolden, sourceOf } from "./testing/golden.ts";
import { call, decisionIn, gatewayFor, post, until } from "./testing/harness.ts";
import { type DecisionOfTest, Seed } from "./testing/seed.ts";
import { rpcResult, ScriptedUpstream, sendJson } from "./testing/upstream.ts";

// The same cases that the engine and its reference are held to, each sent as bytes through a gateway to a server that records what it gets.
const { cases, left } = goldenCases();
const noon = "2026-06-15T12:00:00.000Z";
const times = [...new Set(cases.map(({ facts }) => facts?.time ?? noon))];
let database: TestDatabase;
let upstream: ScriptedUpstream;
let gateway: Gateway;
let calls: GoldenCall[];
const seeds = new Map<string, Seed>();
/** Per moment, a grant whose policy lets a call pass at that minute only. */
const probes = new Map<string, string>();

beforeAll(async () => {
  database = await testDatabase();
  upstream = await ScriptedUpstream.start(({ json }, response) => {
    const listed = json?.method === "tools/list" ? { tools: [JSON.parse(String(json.params?.cursor))] } : { content: [] };
    sendJson(response, rpcResult(json!.id!, listed));
  });
  const seedOf = async (slug: string) => {
    const seed = await Seed.organization(database, slug);
    seeds.set(slug, seed);
    return seed;
  };
  calls = await seedGolden(seedOf, upstream.url, cases);
  const seed = await seedOf("clock");
  const server = await seed.server({ slug: "clock", url: upstream.url, tools: ["read"] });
  for (const time of times) probes.set(time, (await seed.grant([{ server, policy: await seed.policy(server, atMinute(time)) }])).token);
  gateway = await gatewayFor(database, { TRUSTED_PROXIES: "127.0.0.1" });
}, 120_000);
afterAll(async () => {
  await gateway?.close();
  await upstream?.close();
  for (const seed of seeds.values()) await seed.close();
  await database?.drop();
});

const atMinute = (time: string) => {
  const moment = new Date(time);
  const is = (member: string, value: unknown) => ({ path: `time.${member}`, op: "eq", value });
  const conditions = [is("date", time.slice(0, 10)), is("hour", moment.getUTCHours()), is("minute", moment.getUTCMinutes())];
  return { version: "1", default: "deny", tools: { read: { require: [{ conditions }] } } };
};

test("few cases are left out, and each for a reason", () => {
  expect(cases.length).toBeGreaterThan(2_600);
  expect(Object.values(left).reduce((sum, count) => sum + count, 0)).toBeLessThan(45);
  expect(new Set(Object.keys(left))).toEqual(
    new Set([
      "a call without a clock",
      "a call without a grant's facts",
      "a reviewed category, which no table holds yet",
      "an approval, which nothing records yet",
    ]),
  );
});

test("every case: effect, reason and rule as the page has them, nothing forwarded on a refusal, every byte on a permission", async () => {
  for (const time of times) {
    await stopClock(time);
    const now = calls.filter(({ one }) => (one.facts?.time ?? noon) === time);
    await inParallel(
      now.filter(({ one }) => !hasLimits(one)),
      send,
    );
    for (const limited of now.filter(({ one }) => hasLimits(one))) await sendLimited(limited);
  }
  const rows = new Map<string, DecisionOfTest>();
  for (const seed of seeds.values()) for (const row of await seed.decisions()) rows.set(row.source_address ?? "", row);
  const forwarded = groupBy(
    upstream.received.filter(({ json }) => typeof json?.id === "number"),
    ({ json }) => json!.id as number,
  );
  const differing = calls.flatMap((one) => difference(one, rows.get(sourceOf(one.index)), forwarded.get(one.index)) ?? []);
  expect(differing).toEqual([]);
}, 120_000);

test("lists show a tool as the case says", async () => {
  const stated = calls.filter(({ one }) => one.expect.visible !== undefined);
  expect(stated.length).toBeGreaterThan(5);
  await stopClock(noon);
  for (const { one, organization, server, token } of stated) {
    const definition = definitionIn(one);
    const answer = await post(
      { gateway, organization, server, token },
      { jsonrpc: "2.0", id: "list", method: "tools/list", params: { cursor: JSON.stringify(definition) } },
    );
    const { result } = (await answer.json()) as { result: { tools: unknown[] } };
    expect([one.name, result.tools.length === 1]).toEqual([one.name, one.expect.visible]);
  }
});

/** Just before what the case names: the gateway's clock runs on from the last question, by less than a second. */
async function stopClock(time: string): Promise<void> {
  const whole = new Date(time).setUTCMilliseconds(0);
  await seeds.get("clock")!.clock(new Date(whole).toISOString());
  const ask = () => post({ gateway, organization: "clock", server: "clock", token: probes.get(time)! }, call("read", {}, "probe"));
  await until(
    async () => decisionIn(await ask()),
    (refusal) => refusal === undefined,
  );
}

const send = ({ organization, server, token, body, headers }: GoldenCall) =>
  post({ gateway, organization, server, token }, body, headers).then((answer) => answer.arrayBuffer());

/** A call whose counters are used as far as the case says: a first one makes them. */
async function sendLimited(limited: GoldenCall): Promise<void> {
  const { one, body, index, organization } = limited;
  const seed = seeds.get(organization)!;
  await seed.sql("DELETE FROM portcullis.limit_counter");
  if (one.facts?.used !== undefined) {
    await send({ ...limited, body: body.replace(`"id":${index},`, `"id":"first",`), headers: {} });
    await seed.sql("UPDATE portcullis.limit_counter SET used = 0");
    await seed.sql("UPDATE portcullis.limit_reservation SET amount = 0");
    for (const [counter, amount] of Object.entries(one.facts.used)) await seed.sql(useText, [counter, amount]);
  }
  await send(limited);
}

// A calendar counter is used in its window, which the first call opened; a rolling one has that call's entry.
const useText = `
  WITH found AS (SELECT * FROM portcullis.limit_counter WHERE name = $1),
    calendar AS (UPDATE portcullis.limit_counter c SET used = $2::text::numeric FROM found f WHERE c.key = f.key)
  UPDATE portcullis.limit_reservation r SET amount = $2::text::numeric FROM found f WHERE r.key = f.key`;

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: 24 }, lane));
}

function difference({ one, body }: GoldenCall, row: DecisionOfTest | undefined, forwarded: ScriptedUpstream["received"] = []) {
  const { effect, reason, rule, observed, message } = one.expect;
  const wanted: Record<string, unknown> = { effect, reason, rule, forwarded: effect === "allow" ? [body] : [] };
  const found: Record<string, unknown> = {
    ...pick(row, ["effect", "reason", "rule"]),
    forwarded: forwarded.map((each) => each.body.toString()),
  };
  if (observed !== undefined) {
    const quiet = observed.effect === "would_allow";
    wanted.observed = quiet
      ? [null, null, null]
      : [observed.effect, observed.reason ?? row?.observed_reason, observed.rule ?? row?.observed_rule];
    found.observed = [row?.observed, row?.observed_reason, row?.observed_rule];
  }
  // A limit's sentence goes on with when there is room again.
  if (message !== undefined && effect === "deny") [wanted.message, found.message] = [message, row?.message?.slice(0, message.length)];
  const same = JSON.stringify(wanted) === JSON.stringify(found);
  return same ? undefined : { name: one.name, wanted, found };
}

const pick = (row: DecisionOfTest | undefined, names: readonly (keyof DecisionOfTest)[]) =>
  Object.fromEntries(names.map((name) => [name, row?.[name]]));
