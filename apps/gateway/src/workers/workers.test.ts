import { readdirSync, readFileSync } from "node:fs";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Child, gatewayProcess, startMain } from "../testing/child.ts";
import { call, environmentFor, post, until } from "../testing/harness.ts";
import { metricOf } from "../testing/raw.ts";
import { Seed } from "../testing/seed.ts";
import { answerAll, rpcResult, ScriptedUpstream, sendJson } from "../testing/upstream.ts";

let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let gateways: Child;
let token: string;

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  upstream = await ScriptedUpstream.start();
  const server = await seed.server({ url: upstream.url, tools: ["read"] });
  ({ token } = await seed.grant([{ server, policy: await seed.policy(server, { version: "1", default: "allow" }) }]));
  gateways = await gatewayProcess(database, {
    GATEWAY_WORKERS: "3",
    LOG_LEVEL: "error",
    DRAIN_SECONDS: "10",
    LIMIT_ADMISSION_SECONDS: "10",
  });
});
beforeEach(() => {
  upstream.script = answerAll;
});
afterAll(async () => {
  await gateways?.stop();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});

/** Worker processes: children of the primary. */
const workers = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
          .replace(/^.*\) /s, "")
          .split(" ");
        return (
          fields[0] !== "Z" &&
          Number(fields[1]) === gateways.process.pid &&
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("src/main.ts")
        );
      } catch {
        return false;
      }
    });
const ready = () => metricOf(gateways, "portcullis_gateway_workers_ready");
const allReady = () =>
  until(
    () => ready(),
    (count) => count === 3,
    40_000,
  );
/** One connection per call: each finds some worker. */
const ask = (id: number) => post({ gateway: gateways, token }, call("read", {}, id), { connection: "close" });

/** Calls without end until `stop`, which tells how many were made and what failed. */
function underway(clients: number) {
  let over = false;
  let made = 0;
  const failed: unknown[] = [];
  const client = async (number: number) => {
    for (let turn = 0; !over; turn++) {
      const id = number * 1_000_000 + turn;
      made++;
      try {
        const answer = await ask(id);
        const text = await answer.text();
        if (answer.status !== 200 || !text.includes(`"id":${id},"result"`)) failed.push([answer.status, text]);
      } catch (error) {
        failed.push(String((error as Error).cause ?? error));
      }
    }
  };
  const running = Array.from({ length: clients }, (_, number) => client(number));
  return async () => {
    over = true;
    await Promise.all(running);
    return { made, failed };
  };
}

test("three processes behind one port, one line when they listen; metrics and readiness speak for all of them", async () => {
  await allReady();
  expect(workers()).toHaveLength(3);
  for (let id = 0; id < 30; id++) expect((await ask(id)).status).toBe(200);
  const text = await (await fetch(`${gateways.operatorUrl}/metrics`)).text();
  const counted = [...text.matchAll(/^portcullis_gateway_requests_total\{outcome="ok",effect="allow"\} (\d+)$/gm)];
  expect(counted.map(([, count]) => count)).toEqual(["30"]);
  expect((await fetch(`${gateways.operatorUrl}/readyz`)).status).toBe(200);
});

test("a worker that is killed is replaced, and the others go on meanwhile", async () => {
  await allReady();
  const [victim] = workers();
  process.kill(victim!, "SIGKILL");
  await until(
    () => metricOf(gateways, "portcullis_gateway_workers_lost_total"),
    (count) => count === 1,
  );
  const stop = underway(2);
  await allReady();
  expect((await stop()).failed).toEqual([]);
  expect(workers()).not.toContain(victim);
  expect(workers()).toHaveLength(3);
});

test("SIGHUP: every process is replaced, one after the other, and no call fails", async () => {
  await allReady();
  const before = workers();
  const stop = underway(4);
  gateways.process.kill("SIGHUP");
  await until(
    () => workers(),
    (now) => now.length === 3 && now.every((pid) => !before.includes(pid)),
    60_000,
  );
  await allReady();
  const { made, failed } = await stop();
  expect(failed).toEqual([]);
  expect(made).toBeGreaterThan(20);
}, 120_000);

test("a setting that is wrong is said, and nothing stays behind", async () => {
  const broken = startMain({ ...environmentFor(database), GATEWAY_WORKERS: "2", TRUSTED_PROXIES: "nowhere" });
  expect(await broken.ended).toBe(1);
  expect(broken.stderr()).toMatch(/TRUSTED_PROXIES: nowhere is neither an address nor a CIDR[\s\S]*ended before it listened \(1\)\.\n$/);
}, 60_000);

test("SIGTERM: readiness is red while running calls end, then all processes are gone", async () => {
  await allReady();
  const held: (() => void)[] = [];
  upstream.script = ({ json }, response) => {
    held.push(() => sendJson(response, rpcResult(json!.id!, { content: [] })));
  };
  const running = [1, 2, 3, 4].map(ask);
  await until(
    () => held.length,
    (count) => count === 4,
  );
  const ended = gateways.stop();
  await until(
    async () => (await fetch(`${gateways.operatorUrl}/readyz`)).status,
    (status) => status === 503,
  );
  for (const answer of held) answer();
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await ended).toBe(0);
  expect(workers()).toEqual([]);
});
