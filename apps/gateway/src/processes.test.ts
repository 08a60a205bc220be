import { createServer } from "node:http";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Child, gatewayProcess, startMain } from "./testing/child.ts";
import { call, environmentFor, post, until } from "./testing/harness.ts";
import { Seed } from "./testing/seed.ts";
import { ScriptedUpstream } from "./testing/upstream.ts";

let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let server: string;
let gateways: Child[] = [];

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  upstream = await ScriptedUpstream.start();
  server = await seed.server({ url: upstream.url, tools: ["read", "limited"] });
  // All clients of this test come from one address, and what is tested is exactness and not speed.
  const settings = { LIMIT_CONNECTIONS_PER_SOURCE: "500", LIMIT_ADMISSION_SECONDS: "10", LOG_LEVEL: "warn" };
  gateways = await Promise.all([gatewayProcess(database, settings), gatewayProcess(database, settings)]);
});
beforeEach(() => {
  upstream.received.length = 0;
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});

type Answer = { result?: { isError?: boolean; _meta?: Record<string, { reason: string }> } };
const reasonOf = ({ result }: Answer) => result?._meta?.["io.portcullis/decision"]?.reason;

test("two processes, 100 a day, 64 clients, 3,200 attempts: exactly 100 are forwarded", async () => {
  // Far from midnight, wherever that is now.
  const timezone = [23, 0].includes(new Date().getUTCHours()) ? "Etc/GMT+6" : "UTC";
  const limits = [{ counter: "daily", window: "day", max: 100, timezone }];
  const policy = await seed.policy(server, { version: "1", default: "deny", tools: { limited: { limits } } });
  const { token } = await seed.grant([{ server, policy }]);
  const reasons = new Map<string, number>();
  const client = async (number: number) => {
    for (let attempt = 0; attempt < 50; attempt++) {
      const answer = (await (await post({ gateway: gateways[number % 2]!, token }, call("limited", {}, attempt))).json()) as Answer;
      const reason = reasonOf(answer) ?? (answer.result?.isError === undefined ? "answered" : "error");
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 64 }, (_, number) => client(number)));
  expect(upstream.calls()).toHaveLength(100);
  expect(Object.fromEntries(reasons)).toEqual({ answered: 100, limit_exceeded: 3_100 });
  const [rows] = await seed.sql<{ count: string; allowed: string }>(
    "SELECT count(*), count(*) FILTER (WHERE effect = 'allow') AS allowed FROM portcullis.decision WHERE tool = 'limited'",
  );
  expect(rows).toEqual({ count: "3200", allowed: "100" });
}, 120_000);

test.each([
  ["told by notification", false],
  ["with notifications cut", true],
])("a publish and a revocation bite within a second on both processes, %s", async (_, cut) => {
  if (cut) {
    await seed.sql(`CREATE OR REPLACE FUNCTION portcullis.touch_organization() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.organization_id ELSE NEW.organization_id END;
      BEGIN UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = org; RETURN NULL; END $$`);
  }
  const policy = await seed.policy(server, { version: "1", default: "deny", tools: { read: {} } });
  const grant = await seed.grant([{ server, policy }]);
  const ask = (gateway: Child) => post({ gateway, token: grant.token }, call("read"));
  for (const gateway of gateways) expect(reasonOf((await (await ask(gateway)).json()) as Answer)).toBeUndefined();

  await seed.publish(policy, { version: "1", default: "deny", tools: { read: { action: "deny" } } });
  const publishedAt = performance.now();
  for (const gateway of gateways)
    await until(
      async () => reasonOf((await (await ask(gateway)).json()) as Answer),
      (reason) => reason === "denied",
      1_000,
    );
  expect(performance.now() - publishedAt).toBeLessThan(1_000);

  await seed.revoke(grant.id);
  const revokedAt = performance.now();
  for (const gateway of gateways)
    await until(
      async () => (await ask(gateway)).status,
      (status) => status === 401,
      1_000,
    );
  expect(performance.now() - revokedAt).toBeLessThan(1_000);
});

test("a version that does not compile denies everything until a sound one is published", async () => {
  const policy = await seed.policy(server, { version: "1", default: "deny", tools: { read: {} } });
  const grant = await seed.grant([{ server, policy }]);
  const ask = async () => (await (await post({ gateway: gateways[0]!, token: grant.token }, call("read"))).json()) as Answer;
  expect(reasonOf(await ask())).toBeUndefined();
  await seed.publish(policy, `{"version":"1","default":"deny","no_such_field":1}`);
  const reason = async () => reasonOf(await ask());
  await until(reason, (found) => found === "engine_error", 1_500);
  // Log lines are written behind the answers.
  await until(gateways[0]!.stderr, (text) => text.includes("does not compile"));
  await seed.publish(policy, { version: "1", default: "deny", tools: { read: {} } });
  await until(reason, (found) => found === undefined, 1_500);
  const broken = await seed.grant([{ server, policy: await seed.policy(server, "{") }]);
  const denied = (await (await post({ gateway: gateways[0]!, token: broken.token }, call("read"))).json()) as Answer;
  expect(reasonOf(denied)).toBe("engine_error");
});

test("one line when it listens; health, readiness and metrics on the operator's port; a clean end", async () => {
  const child = await gatewayProcess(database);
  expect((await fetch(`${child.operatorUrl}/healthz`)).status).toBe(200);
  expect((await fetch(`${child.operatorUrl}/readyz`)).status).toBe(200);
  const metrics = await (await fetch(`${child.operatorUrl}/metrics`)).text();
  expect(metrics).toMatch(/^portcullis_gateway_calls_in_flight 0$/m);
  expect((await fetch(`${child.url}/metrics`)).status).toBe(404);
  expect(await child.stop()).toBe(0);
});

test("a taken port and a missing setting are one line each", async () => {
  const squatter = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  const { port } = squatter.address() as { port: number };
  const taken = startMain({ ...environmentFor(database), GATEWAY_PORT: String(port) });
  expect(await taken.ended).toBe(1);
  expect(taken.stderr()).toBe(`Port ${port} is taken. Stop what uses it, or set GATEWAY_PORT or OPERATOR_PORT to another.\n`);
  squatter.close();
  const bare = startMain({});
  expect(await bare.ended).toBe(1);
  expect(bare.stderr()).toMatch(/^DATABASE_URL: .*\n$/);
});
