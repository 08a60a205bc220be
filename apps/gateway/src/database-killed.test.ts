import { setTimeout } from "node:timers/promises";
import { type OwnCluster, ownCluster } from "@portcullis/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { wireCases } from "./testing/env.ts";
import { until } from "./testing/harness.ts";
import { type Arrival, readHistory } from "./testing/history.ts";
import { load } from "./testing/load.ts";
import { Seed } from "./testing/seed.ts";
import { answerAll, ScriptedUpstream } from "./testing/upstream.ts";

const isLong = wireCases !== undefined;
const awayMs = isLong ? 30_000 : 10_000;
const kills = isLong ? 15 : 3;
const environment = { LIMIT_CONNECTIONS_PER_SOURCE: "500", LIMIT_CALLS_PER_UPSTREAM: "256", LOG_LEVEL: "fatal" };

let upstream: ScriptedUpstream;
const arrivals: Arrival[] = [];
beforeAll(async () => {
  upstream = await ScriptedUpstream.start((request, response) => {
    arrivals.push({ traceId: String(request.headers.traceparent).split("-")[1]!, at: Date.now() });
    return answerAll(request, response);
  });
});
afterAll(() => upstream?.close());
beforeEach(() => {
  arrivals.length = 0;
});

/** Two gateways on a PostgreSQL of their own, and an organization with a limit. */
async function place(database: OwnCluster) {
  const seed = await Seed.organization(database);
  const limits = [{ counter: "calls", window: "month", max: 1_000_000 }];
  const server = await seed.server({ url: upstream.url, tools: ["read"] });
  const policy = await seed.policy(server, { version: "1", default: "allow", tools: { read: { limits } } });
  const { token } = await seed.grant([{ server, policy }]);
  // The seed's own connection would not survive.
  await seed.close();
  const gateways: Child[] = await Promise.all([gatewayProcess(database, environment), gatewayProcess(database, environment)]);
  const pids = gateways.map(({ process }) => process.pid);
  return {
    organizationId: seed.organizationId,
    start: () => load(10, 60, token, (client) => gateways[client % 2]!),
    areReady: () => Promise.all(gateways.map(async ({ operatorUrl }) => (await fetch(`${operatorUrl}/readyz`)).ok)),
    /** No process ended, and none was replaced. */
    live: () => gateways.map(({ process }) => (process.exitCode === null && process.signalCode === null ? process.pid : null)),
    pids,
    close: () => Promise.all(gateways.map((gateway) => gateway.stop())),
  };
}
const allReady = (ready: boolean[]) => ready.every(Boolean);

test(`FA-2: PostgreSQL is stopped at once for ${awayMs / 1000} s under load: nothing is forwarded, refusals are quick, and all is well soon after`, async () => {
  const database = await ownCluster({ kept: false });
  const p = await place(database);
  const { calls, stop } = p.start();
  await until(
    () => calls.filter(({ isDone }) => isDone).length,
    (count) => count > 100,
    20_000,
  );
  database.signal("SIGQUIT");
  await database.ended();
  const goneAt = Date.now();
  await setTimeout(awayMs);
  const backAt = Date.now();
  await database.start();
  const upAt = Date.now();
  await until(p.areReady, allReady, 10_000);
  await setTimeout(5_000 - Math.min(5_000, Date.now() - upAt));
  const soundAt = Date.now();
  await setTimeout(3_000);
  await stop();
  // What was admitted while it was there may still be on its way for a moment.
  expect(arrivals.filter(({ at }) => at > goneAt + 1_000 && at < backAt)).toEqual([]);
  const away = calls.filter(({ at }) => at > goneAt && at < backAt - 2_000);
  expect(away.length).toBeGreaterThan(20);
  expect(away.filter(({ isDone, at }) => isDone && at > goneAt + 1_000)).toEqual([]);
  // 1.2 s, and what a machine that others use adds to any answer.
  const slow = away.filter(({ ms }) => ms > 1_200);
  expect(slow.length).toBeLessThanOrEqual(away.length / 20);
  expect(Math.max(...away.map(({ ms }) => ms))).toBeLessThan(4_000);
  const after = calls.filter(({ at }) => at > soundAt);
  expect(after.length).toBeGreaterThan(20);
  expect(after.filter(({ isDone }) => isDone).length / after.length).toBeGreaterThanOrEqual(0.99);
  expect(p.live()).toEqual(p.pids);
  await p.close();
  const answers = calls.map(({ traceId, isDone }) => ({ traceId, answered: isDone }));
  const history = await readHistory(database.ownerUrl, p.organizationId, { arrivals, answers });
  expect(anomaliesOf(history)).toEqual([]);
  await database.drop();
}, 180_000);

test(`FA-3: PostgreSQL is killed ${kills} times under load and started again: nothing that was acknowledged is lost`, async () => {
  const database = await ownCluster();
  const p = await place(database);
  const { calls, stop } = p.start();
  const done = () => calls.filter(({ isDone }) => isDone).length;
  for (let kill = 0; kill < kills; kill++) {
    const enough = done() + 100;
    await until(done, (count) => count > enough, 30_000);
    const killedAt = Date.now();
    database.signal("SIGKILL");
    await until(database.restarts, (count) => count === kill + 1, 30_000);
    expect(Date.now() - killedAt).toBeLessThan(10_000);
    await until(p.areReady, allReady, 10_000);
  }
  const enough = done() + 50;
  await until(done, (count) => count > enough, 30_000);
  await stop();
  expect(p.live()).toEqual(p.pids);
  await p.close();
  const answers = calls.map(({ traceId, isDone }) => ({ traceId, answered: isDone }));
  const history = await readHistory(database.ownerUrl, p.organizationId, { arrivals, answers });
  expect(anomaliesOf(history)).toEqual([]);
  await database.drop();
}, 300_000);
