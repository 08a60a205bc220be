import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anomaliesOf } from "./testing/anomalies.ts";
import { wireCases } from "./testing/env.ts";
import { call, post, until } from "./testing/harness.ts";
import { type Acknowledgement, type Arrival, readHistory } from "./testing/history.ts";
import { type Replicas, replicas } from "./testing/replicas.ts";
import { Seed } from "./testing/seed.ts";
import { answerAll, ScriptedUpstream } from "./testing/upstream.ts";

const environment = {
  LIMIT_CALLS_PER_GRANT: "256",
  LIMIT_CONNECTIONS_PER_SOURCE: "500",
  LIMIT_CALLS_PER_UPSTREAM: "256",
  LOG_LEVEL: "fatal",
};
let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let gateways: Replicas;
let server: string;
let folder: string;
const arrivals: Arrival[] = [];

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  upstream = await ScriptedUpstream.start((request, response) => {
    arrivals.push({ traceId: String(request.headers.traceparent).split("-")[1]!, at: Date.now() });
    return answerAll(request, response);
  });
  server = await seed.server({ url: upstream.url, tools: ["read", "write"] });
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "exact-"));
  gateways = await replicas(database, 4, { ...environment, SPOOL_DIRECTORY: folder });
}, 60_000);
afterAll(async () => {
  await gateways?.stop();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

const trace = () => ({ traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-00` });
/** So many workers, each at one replica, until there is nothing left to do. */
const crowd = (workers: number, work: (replica: { url: string }) => Promise<boolean>) =>
  Promise.all(
    Array.from({ length: workers }, async (_, index) => {
      while (await work(gateways.children[index % 4]!));
    }),
  );
const settled = () =>
  until(
    () => seed.sql("SELECT 1 FROM portcullis.decision WHERE outcome = 'pending' LIMIT 1"),
    (rows) => rows.length === 0,
    15_000,
  );

const [max, attempts, clients] = wireCases === undefined ? [100, 320, 16] : [1_000, 32_000, 64];
const windows = [
  { window: "month", scope: "grant", rolling: false, recording: "guaranteed" },
  { window: "day", scope: "server", rolling: true, recording: "guaranteed" },
  { window: "month", scope: "organization", rolling: false, recording: "guaranteed" },
  { window: "month", scope: "grant", rolling: true, recording: "buffered" },
  { window: "day", scope: "server", rolling: false, recording: "buffered" },
] as const;
const title = `LI-1: exactly ${max} of ${attempts} calls, over 4 replicas ($scope, $window, rolling: $rolling, $recording server)`;
test.each(windows)(
  title,
  async (kind) => {
    const { window, scope, rolling, recording } = kind;
    const slug = `${recording}-${scope}-${window}`;
    const place = await seed.server({ slug, url: upstream.url, tools: ["read"] });
    await seed.sql("UPDATE portcullis.server SET recording = $2 WHERE id = $1", [place, recording]);
    const limits = [{ counter: `exact ${scope}`, window, scope, rolling, max }];
    const policy = await seed.policy(place, { version: "1", default: "allow", tools: { read: { limits } } });
    const grants = await Promise.all(Array.from({ length: scope === "grant" ? 1 : 3 }, () => seed.grant([{ server: place, policy }])));
    arrivals.length = 0;
    let left: number = attempts;
    const said = new Map<string, number>();
    await crowd(clients, async (replica) => {
      if (left-- <= 0) return false;
      const answer = await post(
        { gateway: replica, server: slug, token: grants[left % grants.length]?.token ?? grants[0]!.token },
        call("read"),
        trace(),
      );
      const text = await answer.text();
      const what = text.includes("done") ? "done" : (/"reason":"(\w+)"/.exec(text)?.[1] ?? `${answer.status} ${text}`);
      said.set(what, (said.get(what) ?? 0) + 1);
      return true;
    });
    expect(arrivals).toHaveLength(max);
    expect(said.get("done")).toBe(max);
    expect(
      [...said.keys()].filter((what) => !["done", "limit_exceeded", "stale_policy", "store_unavailable", "overloaded"].includes(what)),
    ).toEqual([]);
    await settled();
  },
  1_200_000,
);

const flips = wireCases === undefined ? 100 : 1_000;
test(`FR-1: nothing is admitted under a version once a later one is acknowledged, in ${flips} flips`, async () => {
  const documents = ["allow", "deny"].map((effect) => ({ version: "1", default: effect }));
  const policy = await seed.policy(server, documents[0]);
  const grant = await seed.grant([{ server, policy }]);
  const acknowledgements: Acknowledgement[] = [];
  const lateAt: number[] = [];
  let denying = false;
  let running = true;
  let answered = 0;
  arrivals.length = 0;
  const load = crowd(8, async (replica) => {
    const asked = denying;
    const text = await (await post({ gateway: replica, token: grant.token }, call("read"), trace())).text();
    answered++;
    // Asked after the acknowledgement of a version that denies, and before the next one is begun: it cannot have been let through.
    if (asked && denying && text.includes("done")) lateAt.push(Date.now());
    return running;
  });
  for (let flip = 0; flip < flips; flip++) {
    const next = flip % 2 === 0 ? 1 : 0;
    denying = false;
    const version = await seed.publish(policy, documents[next]);
    denying = next === 1;
    const [now] = await seed.sql<{ at: number }>("SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at");
    acknowledgements.push({ policyId: policy, version, at: now!.at });
    const enough = answered + 8;
    await until(
      () => answered,
      (count) => count >= enough,
    );
  }
  running = false;
  await load;
  expect(lateAt).toEqual([]);
  await settled();
  const history = await readHistory(database.ownerUrl, seed.organizationId, { arrivals, acknowledgements });
  expect(history.attempts.filter(({ policyId, effect }) => policyId === policy && effect === "allow").length).toBeGreaterThan(5);
  expect(history.attempts.filter(({ policyId, effect }) => policyId === policy && effect === "deny").length).toBeGreaterThan(5);
  // Of the tests before this one only the record is looked at, not what arrived.
  expect(anomaliesOf(history).filter((line) => !line.includes("never reached the server"))).toEqual([]);
}, 600_000);
