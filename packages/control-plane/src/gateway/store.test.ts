import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { deriveKey } from "@portcullis/db/keys";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import type { Reservation } from "@portcullis/policy";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealHeaders } from "../server/sealed-headers.ts";
import { uuidV7 } from "../uuid.ts";
import { StoreUnavailable } from "./ask.ts";
import type { DecisionRow } from "./decision-row.ts";
import { type GatewayStore, openGatewayStore } from "./store.ts";
import { requestAt } from "./testing/admitting.ts";

let database: TestDatabase;
let owner: pg.Client;
let store: GatewayStore;
const acme = randomUUID();
const server = randomUUID();
const grant = randomUUID();
const policy = randomUUID();
const newId = () => uuidV7(new Date(), randomBytes(10));

beforeAll(async () => {
  database = await testDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  store = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring, pollMs: 20 });
  await sql("SELECT set_config('app.org', $1, false)", [acme]);
  await sql("INSERT INTO portcullis.organization (id, slug, name) VALUES ($1, 'acme', 'Acme')", [acme]);
  await sql(
    `INSERT INTO portcullis.server (organization_id, id, slug, name, url, sealed_headers, era, protocol_version, discovered_at)
     VALUES ($1, $2, 'zabbix', 'Zabbix', 'http://127.0.0.1:1/mcp', $3, 'legacy', '2025-06-18', now())`,
    [acme, server, sealHeaders(database.keyring, acme, server, { Authorization: "Bearer s" })],
  );
  await sql(
    "INSERT INTO portcullis.tool (organization_id, id, server_id, name, definition, digest, position) VALUES ($1, $2, $3, 'read', '{}', '', 0)",
    [acme, randomUUID(), server],
  );
  await sql("INSERT INTO portcullis.policy (organization_id, id, server_id, name) VALUES ($1, $2, $3, 'read only')", [
    acme,
    policy,
    server,
  ]);
  await sql("INSERT INTO portcullis.access_grant (organization_id, id, label, tags) VALUES ($1, $2, 'agent', '{a,b}')", [acme, grant]);
  await sql("INSERT INTO portcullis.grant_server (organization_id, grant_id, server_id, policy_id) VALUES ($1, $2, $3, $4)", [
    acme,
    grant,
    server,
    policy,
  ]);
});
afterAll(async () => {
  await store?.close();
  await owner?.end();
  await database?.drop();
});
const sql = async (text: string, values: unknown[] = []) => (await owner.query(text, values)).rows;

async function issue(lifetime: string | null = null): Promise<string> {
  const body = `pcg_abcdefgh_${randomBytes(32).toString("base64url")}`;
  const token = body + createHash("sha256").update(body).digest("base64url").slice(0, 6);
  const hash = createHmac("sha256", deriveKey(database.keyring, "token-pepper").key).update(token).digest();
  await sql(
    `INSERT INTO portcullis.grant_token (organization_id, id, grant_id, hash, pepper_version, prefix, expires_at)
     VALUES ($1, $2, $3, $4, 1, 'abcdefgh', clock_timestamp() + $5::interval)`,
    [acme, randomUUID(), grant, hash, lifetime],
  );
  return token;
}

test("a token finds its grant and how long both live; malformed, unknown and expired ones find nothing", async () => {
  const token = await issue();
  expect(await store.findGrant(token)).toEqual({
    id: grant,
    organizationId: acme,
    organizationSlug: "acme",
    label: "agent",
    tags: ["a", "b"],
    lifetimeMs: null,
  });
  const short = await store.findGrant(await issue("1 hour"));
  expect(short!.lifetimeMs).toBeGreaterThan(3_590_000);
  expect(short!.lifetimeMs).toBeLessThanOrEqual(3_600_000);
  expect(await store.findGrant(await issue("-1 second"))).toBeNull();
  expect(await store.findGrant(`${token.slice(0, -1)}_`)).toBeNull();
});

test("a route: opened credential, tools, the live version or none; another organization's slug is no route", async () => {
  const found = (await store.findGrant(await issue()))!;
  const unpublished = await store.loadRoute(found, "acme", "zabbix");
  expect(unpublished).toMatchObject({
    serverId: server,
    headers: { Authorization: "Bearer s" },
    tools: { facts: [{ name: "read", accepted: false }] },
    policy: null,
    shadow: null,
    enabled: true,
  });
  await sql("INSERT INTO portcullis.policy_version (organization_id, policy_id, version, document) VALUES ($1, $2, 3, '{}')", [
    acme,
    policy,
  ]);
  await sql("UPDATE portcullis.policy SET live_version = 3 WHERE id = $1", [policy]);
  expect(await store.loadRoute(found, "acme", "zabbix")).toMatchObject({
    policy: { id: policy, name: "read only", version: 3, document: "{}" },
  });
  expect(await store.loadRoute(found, "other", "zabbix")).toBeNull();
  expect(await store.loadRoute(found, "acme", "nothing")).toBeNull();
});

test("every change of an organization is reported, with notifications and without", async () => {
  const changes: (string | undefined)[] = [];
  const watch = await store.watch({ onChange: (id) => changes.push(id), onState: () => {} });
  const changed = async (cut: string) => {
    const before = changes.length;
    await sql("UPDATE portcullis.access_grant SET label = $1 WHERE id = $2", [cut, grant]);
    const endsAt = performance.now() + 2_000;
    while (changes.length === before && performance.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 5));
    return changes.slice(before);
  };
  expect(await changed("told")).toContain(acme);
  await sql(`CREATE OR REPLACE FUNCTION portcullis.touch_organization() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = NEW.organization_id; RETURN NULL; END $$`);
  expect(await changed("agent")).toContain(acme);
  const asked = performance.now();
  await watch.confirm();
  expect(watch.confirmedAt()).toBeGreaterThan(asked - 1_000);
  expect(watch.confirmedAt()).toBeLessThanOrEqual(performance.now());
  await watch.close();
});

const row = (more: Partial<DecisionRow> = {}): DecisionRow => ({
  organizationId: acme,
  id: newId(),
  grantId: grant,
  grantLabel: "agent",
  serverId: server,
  serverSlug: "zabbix",
  method: "tools/call",
  tool: "read",
  argumentNames: ["a"],
  effect: "allow",
  reason: "allowed",
  rule: "/tools/read",
  message: null,
  policyId: policy,
  policyName: "read only",
  policyVersion: 3,
  era: "legacy",
  protocolVersion: "2025-06-18",
  clientName: null,
  clientVersion: null,
  upstreamStatus: 200,
  outcome: "ok",
  durationMs: 1.5,
  sourceAddress: "127.0.0.1",
  observed: null,
  shadow: null,
  ...more,
});

test("rows of several organizations share a statement, each in its own; a repeated id is stored once", async () => {
  const other = randomUUID();
  const twice = row({ tool: "twice" });
  await Promise.all([
    store.record(twice),
    store.record(twice),
    store.record(row({ organizationId: other, tool: "elsewhere" })),
    store.record(row({ clientName: "a\0b\ud800" })),
  ]);
  const rows = await sql("SELECT organization_id, tool, client_name, argument_names FROM portcullis.decision ORDER BY tool, client_name");
  expect(rows).toEqual([
    { organization_id: other, tool: "elsewhere", client_name: null, argument_names: ["a"] },
    { organization_id: acme, tool: "read", client_name: "a\ufffdb\ufffd", argument_names: ["a"] },
    { organization_id: acme, tool: "twice", client_name: null, argument_names: ["a"] },
  ]);
});

test("whatever a client calls things is stored as it is, but for what PostgreSQL cannot store", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom('"', "\\", ",", "{", "}", "(", ")", " ", "NULL", "é") }),
  );
  const stored = (value: string) => value.replaceAll("\0", "\ufffd").replace(/\p{Surrogate}/gu, "\ufffd");
  const hostile = fc.record({
    tool: text,
    argumentNames: fc.array(text, { maxLength: 4 }),
    message: fc.option(text),
    clientName: fc.option(text),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 20 }), async (calls) => {
      const written = calls.map((call) => row(call));
      await Promise.all(written.map((one) => store.record(one)));
      const rows = await sql(
        "SELECT tool, argument_names, message, client_name FROM portcullis.decision WHERE id = ANY ($1) ORDER BY array_position($1, id)",
        [written.map(({ id }) => id)],
      );
      const read = calls.map(({ tool, argumentNames, message, clientName }) => ({
        tool: stored(tool),
        argument_names: argumentNames.map(stored),
        message: message === null ? null : stored(message),
        client_name: clientName === null ? null : stored(clientName),
      }));
      expect(rows).toEqual(read);
    }),
    { numRuns: 30 },
  );
});

test("a recorded call notes that its grant was used, and no other organization's", async () => {
  const [used, unused] = [randomUUID(), randomUUID()];
  const other = randomUUID();
  await sql("INSERT INTO portcullis.access_grant (organization_id, id, label) VALUES ($1, $2, 'used'), ($1, $3, 'unused')", [
    acme,
    used,
    unused,
  ]);
  await store.record(row({ grantId: used }));
  await store.record(row({ grantId: unused, organizationId: other }));
  const rows = await sql(
    "SELECT label, last_used_at > clock_timestamp() - interval '1 minute' AS noted FROM portcullis.access_grant WHERE id = ANY ($1) ORDER BY label",
    [[used, unused]],
  );
  expect(rows).toEqual([
    { label: "unused", noted: null },
    { label: "used", noted: true },
  ]);
});

test("a row that the database refuses fails alone", async () => {
  const results = await Promise.allSettled([
    store.record(row({ tool: "good 1" })),
    store.record(row({ id: "no uuid" })),
    store.record(row({ tool: "good 2" })),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await sql("SELECT tool FROM portcullis.decision WHERE tool LIKE 'good%' ORDER BY tool")).toEqual([
    { tool: "good 1" },
    { tool: "good 2" },
  ]);
});

const limit = (more: Partial<Reservation> = {}): Reservation => ({
  counter: randomUUID(),
  scope: "grant",
  window: "month",
  rolling: false,
  timezone: "UTC",
  max: "5",
  amount: "1",
  unit: "calls",
  rule: "/tools/read/limits/0",
  ...more,
});
const place = { organizationId: acme, grantId: grant, serverId: server };
const revision = async () =>
  BigInt(String((await sql("SELECT revision::text FROM portcullis.organization WHERE id = $1", [acme]))[0].revision));
let now: bigint;
const take = (...reservations: Reservation[]) => store.admit(requestAt(place, now, { reservations }));

test("a crowd on one counter takes exactly what there is; whoever is refused learns which limit and when", async () => {
  now = await revision();
  const one = limit();
  const results = await Promise.all(Array.from({ length: 40 }, () => take(one)));
  expect(results.filter(({ verdict }) => verdict === "admitted")).toHaveLength(5);
  const refused = results.find(({ verdict }) => verdict === "limit");
  expect(refused).toMatchObject({ index: 0 });
  if (refused?.verdict !== "limit") throw new Error("nobody was refused");
  expect(refused.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(refused.resetsAt.getTime()).toBeGreaterThan(Date.now());
});

test("all limits of a call or none, also when crowds with different sets of limits share counters", async () => {
  now = await revision();
  const wide = limit({ scope: "organization", max: "7" });
  const narrow = limit({ max: "3" });
  const both = await Promise.all(Array.from({ length: 20 }, (_, number) => (number % 2 ? take(wide, narrow) : take(narrow, wide))));
  const alone = await Promise.all(Array.from({ length: 20 }, () => take(wide)));
  expect(both.filter(({ verdict }) => verdict === "admitted")).toHaveLength(3);
  expect(both.find(({ verdict }, number) => verdict === "limit" && number % 2 === 1)).toMatchObject({ index: 1 });
  expect(alone.filter(({ verdict }) => verdict === "admitted")).toHaveLength(4);
});

test("scope, window, zone and unit make different counters; rolling windows are exact too", async () => {
  now = await revision();
  const counter = randomUUID();
  for (const more of [
    {},
    { scope: "server" as const },
    { window: "week" as const },
    { timezone: "Asia/Tokyo" },
    { rolling: true },
    { rolling: true, window: 3_600 },
  ]) {
    const one = limit({ counter, max: "2", ...more });
    const results = await Promise.all([take(one), take(one), take(one)]);
    expect([more, results.filter(({ verdict }) => verdict === "admitted").length]).toEqual([more, 2]);
  }
  const amounts = limit({ counter, unit: "amount", max: "1.5", amount: "0.6" });
  const spent = await Promise.all([take(amounts), take(amounts), take(amounts)]);
  expect(spent.filter(({ verdict }) => verdict === "admitted")).toHaveLength(2);
});

test("what has no tenant is logged; a network gets a hundred rows a minute and the rest is counted", async () => {
  for (let number = 0; number < 250; number++) store.log({ source: "10.0.0.1", kind: "bad_credential", path: `/${number}` });
  store.log({ source: "10.0.0.2", kind: "wrong_host", detail: "x\0y" });
  await reopen();
  const rows = await sql(
    "SELECT source, kind, count(*)::int AS rows, sum(count)::int AS events FROM portcullis.installation_log GROUP BY 1, 2 ORDER BY 1",
  );
  expect(rows).toEqual([
    { source: "10.0.0.1", kind: "bad_credential", rows: 101, events: 250 },
    { source: "10.0.0.2", kind: "wrong_host", rows: 1, events: 1 },
  ]);
});

/** Closes the store, which writes everything, and opens another one. */
const reopen = async () => {
  await store.close();
  store = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring });
};

test("addresses of one network share its hundred rows, and all networks a thousand", async () => {
  await sql("DELETE FROM portcullis.installation_log");
  for (let number = 0; number < 150; number++) store.log({ source: `2001:db8:1:1::${number.toString(16)}`, kind: "malformed_http" });
  for (let number = 0; number < 3_000; number++) store.log({ source: `198.51.${number >> 8}.${number & 255}`, kind: "bad_credential" });
  await reopen();
  const [all] = await sql("SELECT count(*)::int AS rows, sum(count)::int AS events FROM portcullis.installation_log");
  expect(all).toEqual({ rows: 1_002, events: 3_150 });
  expect(await sql("SELECT source, count FROM portcullis.installation_log WHERE count > 1 ORDER BY count")).toEqual([
    { source: "2001:db8:1:1::/64", count: 50 },
    { source: "many", count: 2_100 },
  ]);
});

test("rows end after 30 days, by the writer and in no other way", async () => {
  const day = 86_400_000;
  const ids = [29.9, 30.1, 31, 400].map((days) => uuidV7(new Date(Date.now() - days * day), randomBytes(10)));
  await sql("DELETE FROM portcullis.installation_log");
  await sql("INSERT INTO portcullis.installation_log (id, source, kind) SELECT unnest($1::uuid[]), 'x', 'wrong_host'", [ids]);
  await reopen();
  await reopen();
  expect(await sql("SELECT id FROM portcullis.installation_log")).toEqual([{ id: ids[0] }]);
  const gateway = new pg.Client({ connectionString: database.gatewayUrl });
  await gateway.connect();
  await expect(gateway.query("DELETE FROM portcullis.installation_log")).rejects.toThrow(/permission denied/);
  await gateway.end();
});

test("a database that does not answer is one error for every question, in time", async () => {
  const locked = openGatewayStore({ databaseUrl: database.gatewayUrl, keyring: database.keyring, deadlineMs: 300 });
  await sql("BEGIN");
  await sql("LOCK TABLE portcullis.decision, portcullis.limit_counter, portcullis.grant_token IN ACCESS EXCLUSIVE MODE");
  const token = `pcg_abcdefgh_${"a".repeat(43)}`;
  const wellFormed = token + createHash("sha256").update(token).digest("base64url").slice(0, 6);
  const startedAt = performance.now();
  const results = await Promise.allSettled([
    locked.findGrant(wellFormed),
    locked.record(row()),
    locked.admit(requestAt(place, 0n, { reservations: [limit()] })),
  ]);
  expect(performance.now() - startedAt).toBeLessThan(1_500);
  await sql("ROLLBACK");
  for (const result of results) expect(result).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
  await locked.close();
});
