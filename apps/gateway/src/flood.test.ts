import http from "node:http";
import { setTimeout } from "node:timers/promises";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { wireCases } from "./testing/env.ts";
import { call, post, until } from "./testing/harness.ts";
import { metricOf } from "./testing/raw.ts";
import { Seed, wellFormedToken } from "./testing/seed.ts";
import { ScriptedUpstream } from "./testing/upstream.ts";

const count = wireCases === undefined ? 20_000 : 100_000;
let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let gateway: Child;
let token: string;
beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  upstream = await ScriptedUpstream.start();
  const server = await seed.server({ url: upstream.url, tools: ["read"] });
  ({ token } = await seed.grant([{ server, policy: await seed.policy(server, { version: "1", default: "allow" }) }]));
  gateway = await gatewayProcess(database, { LIMIT_CONNECTIONS_PER_SOURCE: "100", LIMIT_ADMISSION_SECONDS: "10", LOG_LEVEL: "fatal" });
}, 60_000);
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});

/** Somebody else than who calls in earnest: every address of 127.0.0.0/8 is this machine. */
const flooder = "127.0.0.2";
const agent = new http.Agent({ keepAlive: true, maxSockets: 40, localAddress: flooder });
const batch = JSON.stringify([call("read", {}, 1), call("read", {}, 2)]);
const kinds: ((n: number) => { path: string; headers: Record<string, string>; body: string })[] = [
  () => ({ path: "/acme/zabbix/mcp", headers: { authorization: `Bearer ${wellFormedToken()}` }, body: JSON.stringify(call("read")) }),
  (n) => ({ path: "/acme/zabbix/mcp", headers: { authorization: `Bearer rubbish-${n}` }, body: JSON.stringify(call("read")) }),
  () => ({ path: "/acme/zabbix/mcp", headers: { authorization: `Bearer ${wellFormedToken()}` }, body: batch }),
  () => ({ path: "/acme/zabbix/mcp", headers: { authorization: `Bearer ${wellFormedToken()}` }, body: '{"jsonrpc":"2.0","id":1,"id":2' }),
  (n) => ({ path: "/acme/zabbix/mcp", headers: { host: `evil-${n}.example` }, body: "{}" }),
  (n) => ({ path: `/nobody-${n}/there/mcp/or/here`, headers: {}, body: "{}" }),
  () => ({ path: "/acme/zabbix/mcp", headers: { origin: "https://evil.example" }, body: "{}" }),
];

function rubbish(n: number): Promise<number> {
  const { hostname: host, port } = new URL(gateway.url);
  const { path, headers, body } = kinds[n % kinds.length]!(n);
  const all = { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers };
  return new Promise((resolve) => {
    const request = http.request({ host, port, path, method: "POST", headers: all, agent }, (answer) => {
      answer.resume();
      answer.once("close", () => resolve(answer.statusCode!));
    });
    request.once("error", () => resolve(0));
    request.end(body);
  });
}

/** The middle of the times of calls one after the other, in milliseconds. */
async function latency(calls: number): Promise<number> {
  const times: number[] = [];
  for (let id = 0; id < calls; id++) {
    const begun = performance.now();
    const answer = await post({ gateway, token }, call("read", {}, id));
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('"done"')]);
    times.push(performance.now() - begun);
    await setTimeout(5);
  }
  return times.sort((a, b) => a - b)[calls >> 1]!;
}

test(`AU-12: ${count} requests of rubbish from one address are all refused, at most 100 rows a minute are written, the rest is counted, and others are served`, async () => {
  await latency(50);
  const calm = await latency(100);
  const begunAt = Date.now();
  const statuses = new Map<number, number>();
  let next = 0;
  const clients = Array.from({ length: 40 }, async () => {
    while (next < count) {
      const status = await rubbish(next++);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  });
  const busy = await latency(100);
  await Promise.all(clients);
  agent.destroy();
  const minutes = Math.ceil((Date.now() - begunAt) / 60_000) + 1;
  expect([...statuses.keys()].filter((status) => ![400, 401, 403, 404, 421, 429, 503].includes(status))).toEqual([]);
  expect([...statuses.values()].reduce((sum, n) => sum + n, 0)).toBe(count);
  // Client, server, database and gateway share this machine, which alone makes a call slower; one that waited for the flood would take seconds.
  expect(busy).toBeLessThan(1.5 * calm + 100);
  expect(await metricOf(gateway, "portcullis_gateway_calls_in_flight")).toBe(0);
  expect(upstream.calls()).toHaveLength(250);
  // What was counted is written when the gateway ends, or its minute does.
  await gateway.stop();
  const rows = await until(
    () =>
      seed.sql<{ rows: number; single: number; total: number }>(
        `SELECT count(*)::int AS rows, count(*) FILTER (WHERE count = 1)::int AS single, sum(count)::int AS total
         FROM portcullis.installation_log WHERE source::text LIKE $1`,
        [`${flooder}%`],
      ),
    ([row]) => (row?.total ?? 0) > 0,
  );
  expect(rows[0]!.single).toBeLessThanOrEqual(100 * minutes);
  expect(rows[0]!.rows).toBeLessThanOrEqual(110 * minutes);
  // Nothing is lost from the count.
  expect(rows[0]!.total).toBe(count);
  expect((await seed.decisions()).length).toBe(250);
}, 300_000);
