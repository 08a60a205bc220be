import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { type Child, gatewayProcess, startMain } from "./testing/child.ts";
import { wireCases } from "./testing/env.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { environmentFor, until } from "./testing/harness.ts";
import { type Arrival, readHistory } from "./testing/history.ts";
import { load } from "./testing/load.ts";
import { definitionOf } from "./testing/seed.ts";
import { answerAll, rpcResult, sendJson } from "./testing/upstream.ts";

const everyMs = 5_000;
const kills = wireCases === undefined ? 4 : 24;
// What is tested is who loses what, on however busy a machine.
const environment = {
  LIMIT_ADMISSION_SECONDS: "10",
  LIMIT_CONNECTIONS_PER_SOURCE: "500",
  LIMIT_CALLS_PER_UPSTREAM: "256",
  LOG_LEVEL: "fatal",
};
let f: Fixture;
let worker: ReturnType<typeof startMain>;
let folder: string;
const arrivals: Arrival[] = [];
const replicas: Child[] = [];

beforeAll(async () => {
  const limits = [{ counter: "calls", window: "month", max: 1_000_000 }];
  f = await fixture({ document: { version: "1", default: "allow", tools: { read: { limits } } } });
  f.upstream.script = (request, response) => {
    const { headers, json } = request;
    // The worker looks at the list.
    const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
    if (json?.method === "initialize") return sendJson(response, rpcResult(json.id!, result));
    if (json?.method === "tools/list") return sendJson(response, rpcResult(json.id!, { tools: ["read", "write"].map(definitionOf) }));
    if (json?.method !== "tools/call") return answerAll(request, response);
    arrivals.push({ traceId: String(headers.traceparent).split("-")[1]!, at: Date.now() });
    // Long enough that some call is always under way.
    globalThis.setTimeout(() => sendJson(response, rpcResult(json.id!, { content: [{ type: "text", text: "done" }] })), 150);
  };
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "lost-"));
  const files = { CHECKPOINT_KEY_FILE: path.join(folder, "key.pem"), CHECKPOINT_FILE: path.join(folder, "checkpoints.jsonl") };
  const main = path.join(import.meta.dirname, "../../worker/src/main.ts");
  worker = startMain({ ...environmentFor(f.database), ...files, WORKER_PORT: "0", LOG_LEVEL: "fatal" }, ["--import", "tsx", main]);
  replicas.push(...(await Promise.all(Array.from({ length: 4 }, () => gatewayProcess(f.database, environment)))));
}, 120_000);
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await worker?.stop();
  await f?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

test(`FA-1: one of 4 replicas is killed every 5 s, ${kills} times: only its own calls fail, as unknown, and the worker closes its books`, async () => {
  const dead = new Set<Child>();
  const { calls, stop } = load(16, 50, f.grant.token, (client) => replicas[client % 4]!);
  for (let kill = 0; kill < kills; kill++) {
    await setTimeout(everyMs);
    const victim = replicas[kill % 4]!;
    dead.add(victim);
    victim.process.kill("SIGKILL");
    replicas[kill % 4] = await gatewayProcess(f.database, environment);
  }
  await stop();
  const failed = calls.filter(({ isDone }) => !isDone);
  expect(calls.length).toBeGreaterThan(50 * kills);
  expect(
    failed
      .filter(({ target }) => !dead.has(target))
      .map(({ status, text }) => [status, text])
      .slice(0, 5),
  ).toEqual([]);
  // The lease of the dead runs out, and the worker closes what they left.
  const open = () => f.seed.sql("SELECT 1 FROM portcullis.decision WHERE outcome = 'pending'");
  await until(open, (rows) => rows.length === 0, 60_000);
  const answers = calls.map(({ traceId, isDone }) => ({ traceId, answered: isDone }));
  const history = await readHistory(f.database.ownerUrl, f.seed.organizationId, { arrivals, answers });
  expect(anomaliesOf(history)).toEqual([]);
  // Cut while they were at the server: unknown, and spent.
  const cut = new Set(failed.map(({ traceId }) => traceId).filter((traceId) => arrivals.some((arrival) => arrival.traceId === traceId)));
  const ids = new Map(history.attempts.filter(({ traceId }) => cut.has(traceId ?? "")).map(({ id, traceId }) => [id, traceId]));
  const ends = history.outcomes.filter(({ id }) => ids.has(id));
  expect(cut.size).toBeGreaterThanOrEqual(kills);
  expect(ends.filter(({ outcome }) => outcome === "unknown").length).toBeGreaterThanOrEqual(kills);
  expect(ends.filter(({ outcome }) => !["unknown", "ok"].includes(outcome))).toEqual([]);
}, 300_000);
