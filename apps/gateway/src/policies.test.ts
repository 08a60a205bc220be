import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, post, until } from "./testing/harness.ts";

const schema = (type: string) => ({ type: "object", properties: { id: { type } }, required: ["id"], additionalProperties: false });
let f: Fixture;
beforeAll(async () => {
  f = await fixture({ tools: ["read", "write", { name: "strict", inputSchema: schema("string") }] });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

/** A grant of its own under this document. */
async function under(document: object, label?: string, tags?: string[]) {
  const policy = await f.seed.policy(f.server, { version: "1", default: "deny", ...document });
  const grant = await f.seed.grant([{ server: f.server, policy }], label, tags);
  const send = (body: unknown, headers?: Record<string, string>) => post({ gateway: f.gateway, token: grant.token }, body, headers);
  return { policy, grant, send, ask: async (name: string, args?: Record<string, unknown>) => decisionIn(await send(call(name, args))) };
}

test("arguments are judged by the schema that was discovered, and by the new one once it has changed", async () => {
  const { ask } = await under({ validate_arguments: true, tools: { strict: {}, read: {} } });
  expect(await ask("strict", { id: "1" })).toBeUndefined();
  for (const args of [{ id: 1 }, {}, { id: "1", more: true }])
    expect(await ask("strict", args)).toMatchObject({ decision: "deny", reason: "invalid_arguments", rule: "/validate_arguments" });
  expect(await ask("read", { anything: 1 })).toBeUndefined();
  expect(f.upstream.calls()).toHaveLength(2);
  // Same names, another definition: what was compiled before does not serve.
  await f.seed.tool(f.server, { name: "strict", inputSchema: schema("number") });
  await until(
    () => ask("strict", { id: 1 }),
    (refusal) => refusal === undefined,
  );
  expect(await ask("strict", { id: "1" })).toMatchObject({ reason: "invalid_arguments" });
});

test("time in a condition is the database's clock", async () => {
  const office = { conditions: [{ path: "time.hour", op: "gte", value: 9, timezone: "Europe/Berlin" }] };
  const { ask } = await under({ tools: { read: { require: [office] } } });
  const settled = (wanted: boolean) =>
    until(
      () => ask("read"),
      (refusal) => (refusal === undefined) === wanted,
    );
  try {
    await f.seed.clock("2026-03-02T07:59:00Z");
    expect(await settled(false)).toMatchObject({ reason: "require_failed" });
    await f.seed.clock("2026-03-02T08:00:00Z");
    await settled(true);
    await f.seed.clock("2026-03-02T07:59:30Z");
    await settled(false);
  } finally {
    await f.seed.clock(null);
  }
});

test("label, tags and what the client says of itself are facts", async () => {
  const rule = (path: string, op: string, value: unknown) => ({ require: [{ conditions: [{ path, op, value }] }] });
  const document = {
    tools: { read: rule("grant.label", "eq", "night shift"), write: rule("grant.tags", "contains", "prod"), strict: {} },
  };
  const labelled = await under(document, "night shift", ["prod", "eu"]);
  expect([await labelled.ask("read"), await labelled.ask("write")]).toEqual([undefined, undefined]);
  const other = await under(document, "day shift", ["eu"]);
  expect([await other.ask("read"), await other.ask("write")]).toMatchObject([{ reason: "require_failed" }, { reason: "require_failed" }]);

  const blocked = await under({ tools: { read: { deny_if: [{ conditions: [{ path: "client.name", op: "eq", value: "bad" }] }] } } });
  expect(await blocked.ask("read")).toBeUndefined();
  f.upstream.script = ({ json }, response) => {
    response.writeHead(200, { "content-type": "application/json", "mcp-session-id": "s-1" });
    response.end(`{"jsonrpc":"2.0","id":${JSON.stringify(json!.id)},"result":{"protocolVersion":"2025-06-18","capabilities":{}}}`);
  };
  const initialize = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "bad", version: "1" } };
  const opened = await blocked.send({ jsonrpc: "2.0", id: 0, method: "initialize", params: initialize });
  const session = { "mcp-session-id": opened.headers.get("mcp-session-id")!, "mcp-protocol-version": "2025-06-18" };
  expect(await decisionIn(await blocked.send(call("read"), session))).toMatchObject({ reason: "deny_if_matched" });
});

test("a call that needs approval is held and takes no limit; an amount that cannot be counted is refused", async () => {
  const { ask, send } = await under({
    tools: {
      read: { action: "require_approval", limits: [{ counter: "r", window: "day", max: 1 }] },
      write: { limits: [{ counter: "spend", window: "month", max: 1.5, amount: "args.amount", timezone: "Asia/Kathmandu" }] },
    },
  });
  for (let times = 0; times < 2; times++)
    expect(await ask("read")).toMatchObject({ decision: "approval", reason: "approval_required", rule: "/tools/read/action" });
  const amount = async (text: string) =>
    decisionIn(await send(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write","arguments":{"amount":${text}}}}`));
  for (const text of ['"1"', "-1", "-0", "0.0000001", "null", "[1]"])
    expect(await amount(text)).toMatchObject({ reason: "amount_not_countable" });
  expect([await amount("1"), await amount("0.5e0"), await amount("0")]).toEqual([undefined, undefined, undefined]);
  const full = await amount("0.000001");
  expect(full).toMatchObject({ decision: "limit", reason: "limit_exceeded", rule: "/tools/write/limits/0" });
  expect(full!.retry_after_seconds).toBeGreaterThanOrEqual(1);
  expect(f.upstream.calls()).toHaveLength(3);
});

test("two tools share a counter; a counter that one call reaches twice counts once; a refused call uses nothing up", async () => {
  const limit = (counter: string, max: number) => ({ counter, window: "month", max });
  const { ask } = await under({
    all_tools: { limits: [limit("all", 3)] },
    tools: { "*": { limits: [limit("both", 2)] }, read: { limits: [limit("both", 2)] }, write: { limits: [limit("own", 0)] } },
  });
  expect(await ask("write")).toMatchObject({ rule: "/tools/write/limits/0" });
  expect([await ask("read"), await ask("strict", { id: 1 })]).toEqual([undefined, undefined]);
  expect(await ask("read")).toMatchObject({ reason: "limit_exceeded", rule: "/tools/*/limits/0" });
});
