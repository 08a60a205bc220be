import { readFileSync } from "node:fs";
import net from "node:net";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { call, post, until } from "./testing/harness.ts";
import { metricOf } from "./testing/raw.ts";
import { Seed } from "./testing/seed.ts";
import { ScriptedUpstream } from "./testing/upstream.ts";

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
  gateway = await gatewayProcess(database, {
    LIMIT_HEADER_SECONDS: "3",
    LIMIT_CONNECTIONS_PER_SOURCE: "2000",
    LIMIT_CALLS_PER_UPSTREAM: "128",
    LIMIT_ADMISSION_SECONDS: "10",
  });
});
afterAll(async () => {
  await gateway?.stop();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});

const residentMiB = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${gateway.process.pid}/status`, "utf8"))?.[1]) / 1024;

/** Latencies of calls one after the other, sorted, in milliseconds. */
async function latencies(count: number): Promise<number[]> {
  const times: number[] = [];
  for (let id = 0; id < count; id++) {
    const begun = performance.now();
    const answer = await post({ gateway, token }, call("read", {}, id));
    await answer.text();
    expect(answer.status).toBe(200);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b);
}
const p95 = (times: number[]) => times[Math.floor(times.length * 0.95)]!;

test("LO-4: 1,000 connections that send a byte every ten seconds are closed in time, and nobody else is slower", async () => {
  await latencies(100);
  const calm = p95(await latencies(150));
  const port = Number(new URL(gateway.url).port);
  const begun = performance.now();
  const closedAfter: number[] = [];
  const sockets = Array.from({ length: 1_000 }, () => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write("P"));
    socket.on("error", () => {});
    // What the gateway says before it closes has to be read.
    socket.resume();
    socket.once("close", () => closedAfter.push(performance.now() - begun));
    return socket;
  });
  await until(
    () => metricOf(gateway, "portcullis_gateway_connections_open"),
    (open) => open >= 1_000,
    10_000,
  );
  const busy = p95(await latencies(150));
  // Three seconds for a head, looked at once a second.
  await until(
    () => closedAfter.length,
    (count) => count === 1_000,
    10_000,
  );
  expect(Math.max(...closedAfter)).toBeLessThan(9_000);
  // The machine's own noise is of the size of a call; one that waited for the slow ones would take seconds.
  expect(busy).toBeLessThan(2 * calm + 50);
  for (const socket of sockets) socket.destroy();
  expect(residentMiB()).toBeLessThan(700);
}, 60_000);

test("LO-4: 100 calls of 4 MiB at once are answered or refused with a hint, within the memory that the gateway may have", async () => {
  const argument = "x".repeat(4 * 1024 * 1024 - 300);
  let highest = 0;
  const watching = setInterval(() => {
    highest = Math.max(highest, residentMiB());
  }, 20);
  const one = async (id: number) => {
    try {
      const answer = await post({ gateway, token }, call("read", { argument }, id));
      await answer.text();
      return { status: answer.status, hint: answer.headers.get("retry-after") };
    } catch {
      // Refused while the client was still sending: it meets the closed connection before it reads why.
      return { status: 0, hint: null };
    }
  };
  const answers = await Promise.all(Array.from({ length: 100 }, (_, id) => one(id)));
  clearInterval(watching);
  const statuses = answers.map(({ status }) => status);
  // 408: a client on a busy machine that takes more than this test's three seconds for its head.
  expect(statuses.filter((status) => ![0, 200, 408, 429, 503].includes(status))).toEqual([]);
  expect(statuses).toContain(200);
  for (const { status, hint } of answers) if (status === 429 || status === 503) expect(hint).toMatch(/^\d+$/);
  expect(highest).toBeLessThan(700);
  await until(
    () => metricOf(gateway, "portcullis_gateway_buffered_bytes"),
    (bytes) => bytes === 0,
    // A refusal is recorded before it is answered, and this database is busy.
    30_000,
  );
  await latencies(1);
}, 90_000);
