import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { call, gatewayFor, post, until } from "./testing/harness.ts";
import { Seed } from "./testing/seed.ts";
import { answerAll, rpcResult, ScriptedUpstream, sendJson } from "./testing/upstream.ts";

const document = {
  version: "1",
  default: "deny",
  hide: ["secret_*"],
  tools: {
    read: {},
    zabbix_logout: { limits: [{ counter: "logout", window: "month", max: 10 }] },
    host_delete: { action: "deny", reason: "Deleting hosts needs an operator." },
  },
};
let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let gateway: Gateway & { logged: () => string };
let grant: { id: string; token: string };

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  upstream = await ScriptedUpstream.start();
  const server = await seed.server({
    url: upstream.url,
    headers: { Authorization: "Bearer upstream-secret", "X-Api-Key": "k-1" },
    tools: ["read", "zabbix_logout", "host_delete", "secret_tool", "unnamed"],
  });
  grant = await seed.grant([{ server, policy: await seed.policy(server, document) }]);
  gateway = await gatewayFor(database);
});
beforeEach(() => {
  upstream.received.length = 0;
});
afterAll(async () => {
  await gateway?.close();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});
const send = (body: unknown, headers?: Record<string, string>) => post({ gateway, token: grant.token }, body, headers);

test("an allowed call reaches the server byte for byte, with the stored credential and nothing of the client's", async () => {
  const bytes = `{ "jsonrpc":"2.0", "id":"a\\u0062",\n "method":"tools/call","params":{"name":"read","arguments":{"n":9007199254740993,"e":1.0e2,"t":"\\u00e9"}} }`;
  const answer = await send(bytes, {
    cookie: "session=client",
    "x-forwarded-for": "10.1.2.3",
    "x-user": "root",
    "mcp-param-x": "1",
    "user-agent": "agent/1",
  });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { jsonrpc: "2.0", id: "ab", result: { content: [{ type: "text", text: "done" }] } },
  ]);
  const [seen] = upstream.received;
  expect(seen!.body.toString()).toBe(bytes);
  expect(seen!.headers).toMatchObject({
    authorization: "Bearer upstream-secret",
    "x-api-key": "k-1",
    accept: "application/json, text/event-stream",
  });
  expect(JSON.stringify(seen!.rawHeaders)).not.toMatch(/client|10\.1\.2\.3|root|Mcp-Param|agent\/1|pcg_/i);
});

test("the upstream's headers and cookies stay behind", async () => {
  upstream.script = ({ json }, response) => {
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", "set-cookie": "a=b", server: "Zabbix/6", "x-debug": "1" });
    response.end(`{"jsonrpc":"2.0","id":${json!.id},"result":{"content":[],"unknown":{"kept":true}}}`);
  };
  const answer = await send(call("read"));
  expect([...answer.headers.keys()].sort()).toEqual(["connection", "content-length", "content-type", "date", "keep-alive"]);
  expect(await answer.text()).toBe(`{"jsonrpc":"2.0","id":1,"result":{"content":[],"unknown":{"kept":true}}}`);
  upstream.script = answerAll;
});

test("a denied call never reaches the server and says why", async () => {
  const answer = await send(call("host_delete", { hostid: "1" }));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    jsonrpc: "2.0",
    id: 1,
    result: {
      isError: true,
      content: [{ type: "text", text: "[POLICY DENIED] Deleting hosts needs an operator." }],
      _meta: { "io.portcullis/decision": { decision: "deny", reason: "denied", rule: "/tools/host_delete/action", policy_version: 1 } },
    },
  });
  expect(await (await send(call("unnamed"))).json()).toMatchObject({
    result: { isError: true, _meta: { "io.portcullis/decision": { reason: "default_deny", rule: "/default" } } },
  });
  expect(upstream.received).toEqual([]);
});

test("a hidden tool and one that never existed are the same unknown tool", async () => {
  const [hidden, unknown] = await Promise.all(["secret_tool", "xxxxxx_tool"].map(async (name) => (await send(call(name))).text()));
  expect(hidden).toBe(`{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: secret_tool"}}`);
  expect(unknown!.replace("xxxxxx_tool", "secret_tool")).toBe(hidden);
  expect(upstream.received).toEqual([]);
});

test("ten calls a window: the eleventh is refused with the retry time", async () => {
  for (let number = 1; number <= 10; number++)
    expect(await (await send(call("zabbix_logout"))).json()).not.toHaveProperty("result.isError");
  const refused = (await (await send(call("zabbix_logout"))).json()) as {
    result: { content: { text: string }[]; _meta: Record<string, Record<string, unknown>> };
  };
  const decision = refused.result._meta["io.portcullis/decision"]!;
  expect(decision).toMatchObject({ decision: "limit", reason: "limit_exceeded", rule: "/tools/zabbix_logout/limits/0", policy_version: 1 });
  expect(decision.retry_after_seconds).toBeGreaterThanOrEqual(1);
  expect(decision.retry_after_seconds).toBeLessThanOrEqual(31 * 86_400);
  expect(refused.result.content[0]!.text).toMatch(/^\[POLICY DENIED\] .*Try again in \d+ second/);
  expect(upstream.calls()).toHaveLength(10);
});

test("every answer's decision is stored before the answer arrives", async () => {
  const before = (await seed.decisions()).length;
  await send({ ...call("read", { hostid: 1, "odd key": { deep: 1 } }), id: 77 });
  await send(call("host_delete"));
  await send({ jsonrpc: "2.0", method: "notifications/initialized" });
  await send({ jsonrpc: "2.0", id: 1, method: "no/such" });
  await send("{");
  const rows = (await seed.decisions()).slice(before);
  expect(
    rows.map(({ method, tool, effect, reason, outcome, argument_names }) => [method, tool, effect, reason, outcome, argument_names]),
  ).toEqual([
    ["tools/call", "read", "allow", "allowed", "ok", ["hostid", "odd key"]],
    ["tools/call", "host_delete", "deny", "denied", "refused", []],
    ["notifications/initialized", null, "allow", "allowed", "ok", []],
    ["no/such", null, "deny", "unknown_method", "refused", []],
    ["POST", null, "deny", "malformed", "refused", []],
  ]);
  const [first] = await seed.sql("SELECT * FROM portcullis.decision WHERE tool = 'read' AND argument_names = '{hostid,\"odd key\"}'");
  const digest = expect.any(Buffer);
  expect(first).toMatchObject({
    call_digest: digest,
    tool_digest: digest,
    result_digest: digest,
    upstream_origin: upstream.url.replace(/\/mcp.*$/, ""),
  });
  expect([Number(first!.response_bytes) > 0, String(first!.trace_id)]).toEqual([true, expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(rows[0]).toMatchObject({ grant_id: grant.id, rule: "/tools/read", policy_version: 1, era: "legacy", upstream_status: 200 });
});

test("the attempt is committed before the first byte of a call arrives (L3)", async () => {
  let seen: string[] = [];
  upstream.script = async ({ json }, response) => {
    // Through a connection of the test's own: what is not committed is not seen.
    const other = new pg.Client({ connectionString: database.ownerUrl });
    await other.connect();
    await other.query("SELECT set_config('app.org', $1, false)", [seed.organizationId]);
    const rows = await other.query(
      "SELECT effect || ' ' || coalesce(outcome, 'pending') AS row FROM portcullis.decision ORDER BY id DESC LIMIT 1",
    );
    seen = rows.rows.map(({ row }: { row: string }) => row);
    await other.end();
    sendJson(response, rpcResult(json!.id!, { content: [] }));
  };
  expect((await send(call("read"))).status).toBe(200);
  expect(seen).toEqual(["allow pending"]);
  upstream.script = answerAll;
});

test.each(["allowed", "denied"])(
  "while the record of a call that is %s cannot be committed nothing is sent and nothing told (L3)",
  async (kind) => {
    const lock = new pg.Client({ connectionString: database.ownerUrl });
    await lock.connect();
    await lock.query("BEGIN; LOCK TABLE portcullis.attempt IN SHARE MODE");
    let text = "";
    const answered = send(call(kind === "allowed" ? "read" : "host_delete")).then(async (answer) => {
      for await (const chunk of answer.body!) text += Buffer.from(chunk);
    });
    const waits = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'portcullis.attempt'::regclass";
    await until(
      () => seed.sql(waits),
      (rows) => rows.length > 0,
    );
    expect(upstream.calls()).toEqual([]);
    expect(text).toBe("");
    await lock.query("COMMIT");
    await answered;
    expect(text).toContain(`"content":[`);
    expect(upstream.calls()).toHaveLength(kind === "allowed" ? 1 : 0);
    await lock.end();
  },
);
