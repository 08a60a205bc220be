import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, environmentFor, post, until } from "./testing/harness.ts";
import { type Arrival, readHistory } from "./testing/history.ts";
import { plantedGateway } from "./testing/planted.ts";
import { answerAll } from "./testing/upstream.ts";

let folder: string;
let f: Fixture;
const arrivals: Arrival[] = [];
/** What the spool held when a request reached the server. */
const spooledAtArrival: number[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "spool-"));
  f = await fixture({
    environment: { SPOOL_DIRECTORY: folder, LIMIT_CALLS_PER_GRANT: "256", LIMIT_CONNECTIONS_PER_SOURCE: "500" },
    script: (request, response) => {
      arrivals.push({ traceId: String(request.headers.traceparent).split("-")[1]!, at: Date.now() });
      spooledAtArrival.push(spooled());
      return answerAll(request, response);
    },
  });
  await f.seed.sql("UPDATE portcullis.server SET recording = 'buffered' WHERE id = $1", [f.server]);
}, 60_000);
afterAll(async () => {
  await f?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  arrivals.length = 0;
  spooledAtArrival.length = 0;
});

const spooled = () => fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
const trace = () => ({ traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00` });
type Row = { recording: string; outcome: string; trace_id: string };
const rows = () => f.seed.sql<Row>("SELECT recording, outcome, trace_id FROM portcullis.decision WHERE method = 'tools/call' ORDER BY id");
const settled = () =>
  until(
    () => rows(),
    (found) => found.length > 0 && found.every(({ outcome }) => outcome !== "pending"),
    10_000,
  );
const history = () => readHistory(f.database.ownerUrl, f.seed.organizationId, { arrivals });
/** A gateway that has just heard of the change of the server's setting. */
const buffering = () =>
  until(
    async () => {
      await f.send(call("read"), trace());
      return rows();
    },
    (found) => found.some(({ recording }) => recording === "buffered"),
  );

test("a call leaves with its record in the file, and both record and outcome are in the database within a second", async () => {
  await buffering();
  await settled();
  arrivals.length = 0;
  spooledAtArrival.length = 0;
  const before = (await rows()).length;
  expect((await f.send(call("read"), trace())).status).toBe(200);
  expect(spooledAtArrival[0]).toBeGreaterThan(100);
  const found = await until(rows, (all) => all.length > before && all.every(({ outcome }) => outcome !== "pending"), 2_000);
  expect(found.at(-1)).toMatchObject({ recording: "buffered", outcome: "ok", trace_id: arrivals[0]!.traceId });
});

test("planted PB-34 (AU-3): a spool that is written after the call has left", async () => {
  const late = fs.mkdtempSync(path.join(os.tmpdir(), "spool-"));
  const bug = {
    file: "apps/gateway/src/admit/buffered.ts",
    from: "    buffered.record(attemptOf(x), route.revision);",
    to: "    const late = attemptOf(x);\n    setTimeout(() => { try { buffered.record(late, route.revision); } catch {} }, 5_000).unref();",
  };
  const { script } = f.upstream;
  for (const change of [undefined, bug]) {
    for (const name of fs.readdirSync(late)) fs.rmSync(path.join(late, name), { recursive: true });
    const gateway = await plantedGateway(change, environmentFor(f.database, { SPOOL_DIRECTORY: late }));
    // The first calls of a gateway are admitted by the database.
    let held = 0;
    f.upstream.script = (request, response) => {
      held = Math.max(
        held,
        fs.readdirSync(late).reduce((sum, name) => sum + fs.statSync(path.join(late, name)).size, 0),
      );
      return answerAll(request, response);
    };
    for (let n = 0; n < 5; n++) await (await post({ gateway, token: f.grant.token }, call("read"), trace())).arrayBuffer();
    const isWrittenBefore = held > 100;
    expect(isWrittenBefore).toBe(change === undefined);
    await gateway.close();
  }
  f.upstream.script = script;
  fs.rmSync(late, { recursive: true, force: true });
});

test("PB-32: a call that counts, or has a key, is admitted by the database on a buffered server too", async () => {
  const limits = [{ counter: "buffered", window: "day", max: 3 }];
  const policy = await f.seed.policy(f.server, { version: "1", default: "allow", tools: { read: { limits } } });
  const grant = await f.seed.grant([{ server: f.server, policy }]);
  const send = () => post({ gateway: f.gateway, token: grant.token }, call("read"), trace());
  const answers = await Promise.all(Array.from({ length: 20 }, send));
  const refused = await Promise.all(answers.map(decisionIn));
  expect(refused.filter((decision) => decision === undefined)).toHaveLength(3);
  expect(arrivals).toHaveLength(3);
  const traces = arrivals.map(({ traceId }) => traceId);
  expect((await rows()).filter(({ trace_id }) => traces.includes(trace_id)).map(({ recording }) => recording)).toEqual([
    "guaranteed",
    "guaranteed",
    "guaranteed",
  ]);
});

test("AU-3: a full spool is no reason to refuse: calls are admitted by the database until there is room", async () => {
  const small = fs.mkdtempSync(path.join(os.tmpdir(), "spool-"));
  const gateway = await f.another({ SPOOL_DIRECTORY: small, LIMIT_SPOOL_BYTES: "1" });
  const send = () => post({ gateway, token: f.grant.token }, call("read"), trace());
  const before = (await rows()).length;
  for (const _ of [1, 2, 3, 4, 5, 6]) expect(await decisionIn(await send())).toBeUndefined();
  const found = (await until(rows, (all) => all.length === before + 6 && all.every(({ outcome }) => outcome !== "pending"))).slice(before);
  expect(found.map(({ recording }) => recording)).toContain("guaranteed");
  await gateway.close();
  fs.rmSync(small, { recursive: true });
});

test("AU-3: kill -9 under load: no call without a record, none twice, and what was left is adopted by another process", async () => {
  await settled();
  arrivals.length = 0;
  const earlier = new Set((await rows()).map(({ trace_id }) => trace_id));
  const environment = { SPOOL_DIRECTORY: folder, LIMIT_CALLS_PER_GRANT: "256", LIMIT_CONNECTIONS_PER_SOURCE: "500", LOG_LEVEL: "fatal" };
  for (let kill = 0; kill < 6; kill++) {
    const child: Child = await gatewayProcess(f.database, environment);
    let over = false;
    const load = Array.from({ length: 8 }, async () => {
      while (!over) await post({ gateway: child, token: f.grant.token }, call("read"), trace()).catch(() => {});
    });
    const goal = arrivals.length + 60 + 20 * kill;
    await until(
      () => arrivals.length,
      (count) => count >= goal,
      20_000,
    );
    child.process.kill("SIGKILL");
    over = true;
    await Promise.all(load);
  }
  // This test's own gateway takes over what the dead have left; outcomes that nobody can know are unknown.
  const traces = new Set(arrivals.map(({ traceId }) => traceId));
  await until(rows, (all) => [...traces].every((trace) => all.some(({ trace_id }) => trace_id === trace)), 10_000);
  await until(spooled, (bytes) => bytes === 0 || fs.readdirSync(folder).length <= 1, 5_000);
  const found = (await rows()).filter(({ trace_id }) => !earlier.has(trace_id));
  expect(found.filter(({ recording }) => recording === "buffered").length).toBeGreaterThan(300);
  // Those that had reached the database before the kill belong to the dead replicas, and are closed by the worker that reaps.
  await f.seed.sql(`INSERT INTO portcullis.outcome (organization_id, id, outcome, duration_ms)
    SELECT organization_id, id, 'unknown', 0 FROM portcullis.decision WHERE outcome = 'pending'`);
  expect(anomaliesOf(await history()).filter((said) => !said.includes("was recorded") && !said.includes("never reached"))).toEqual([]);
}, 90_000);

test("FR-6: the database is cut off: nothing is sent later than a second after the last confirmed state", async () => {
  await buffering();
  await settled();
  const name = new URL(f.database.ownerUrl).pathname.slice(1);
  const url = new URL(f.database.ownerUrl);
  url.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: url.toString() });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'pc_gateway'", [name]);
  const cutAt = Date.now();
  let refused = 0;
  while (refused < 20) {
    const answer = await f.send(call("read"), trace());
    if (answer.status === 503 || (await decisionIn(answer))?.reason === "store_unavailable") refused++;
    else refused = 0;
    if (Date.now() - cutAt > 15_000) break;
  }
  const last = Math.max(...arrivals.map(({ at }) => at));
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await admin.end();
  expect(refused).toBe(20);
  expect(last - cutAt).toBeLessThan(1_100);
  // What was sent meanwhile is in the file, and reaches the database when it is back.
  const traces = arrivals.map(({ traceId }) => traceId);
  await until(rows, (all) => traces.every((trace) => all.some(({ trace_id }) => trace_id === trace)), 15_000);
}, 60_000);
