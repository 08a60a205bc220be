import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call } from "./testing/harness.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual" });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

const toolCall = (inner: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${inner}}}`;

test.each([
  [
    "two methods that differ in case",
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","METHOD":"ping","params":{"name":"read"}}`,
    400,
    -32600,
  ],
  ["a name given twice", toolCall(`"name":"read","name":"write"`), 400, -32600],
  ["a twin after unescaping", toolCall(`"name":"read","arguments":{"a":1,"\\u0061":2}`), 400, -32600],
  ["__proto__", toolCall(`"name":"read","arguments":{"__proto__":{}}`), 400, -32600],
  ["a batch", `[${toolCall(`"name":"read"`)}]`, 400, -32600],
  ["no JSON", "{", 400, -32700],
  ["something behind it", `${toolCall(`"name":"read"`)} {}`, 400, -32700],
  ["a null id", `{"jsonrpc":"2.0","id":null,"method":"ping"}`, 400, -32600],
])("%s is refused and not forwarded (T1)", async (_, body, status, code) => {
  const answer = await f.send(body);
  const message = (await answer.json()) as { error: { code: number } };
  expect([answer.status, message.error.code]).toEqual([status, code]);
  expect(f.upstream.received).toEqual([]);
});

test("unknown methods: in-band for legacy, 404 for modern, dropped as notifications; none is forwarded (T27)", async () => {
  const legacy = await f.send({ jsonrpc: "2.0", id: 1, method: "tools/Call" });
  expect([legacy.status, await legacy.json()]).toMatchObject([200, { id: 1, error: { code: -32601 } }]);
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
  const modern = await f.send(
    { jsonrpc: "2.0", id: 1, method: "no/such", params: { _meta: meta } },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "no/such" },
  );
  expect([modern.status, await modern.json()]).toMatchObject([404, { id: 1, error: { code: -32601 } }]);
  expect((await f.send({ jsonrpc: "2.0", method: "notifications/no_such" })).status).toBe(202);
  expect((await f.send({ jsonrpc: "2.0", id: 1, method: "tasks/list" })).status).toBe(200);
  expect(f.upstream.received).toEqual([]);
});

test("a header that names an allowed tool does not help a body that names another (T17)", async () => {
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
  const body = { ...call("write"), params: { name: "write", _meta: meta } };
  const answer = await f.send(body, { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "read" });
  expect([answer.status, await answer.json()]).toMatchObject([400, { id: 1, error: { code: -32020 } }]);
  expect(f.upstream.received).toEqual([]);
});

test("a modern request for a legacy server is answered so that clients fall back, and the other way round (B6, B7)", async () => {
  const legacy = await f.seed.server({ slug: "old", url: f.upstream.url, era: "legacy" });
  const modern = await f.seed.server({ slug: "new", url: f.upstream.url, era: "modern" });
  const { token } = await f.seed.grant([{ server: legacy }, { server: modern }]);
  const { post } = await import("./testing/harness.ts");
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
  const probe = await post(
    { gateway: f.gateway, server: "old", token },
    { jsonrpc: "2.0", id: 1, method: "server/discover", params: { _meta: meta } },
    { "mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover" },
  );
  expect([probe.status, await probe.json()]).toMatchObject([
    400,
    { error: { code: -32600, message: expect.stringContaining("initialize") } },
  ]);
  const old = await post(
    { gateway: f.gateway, server: "new", token },
    {
      jsonrpc: "2.0",
      id: 1,
      method: "initialize",
      params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "c", version: "1" } },
    },
  );
  expect([old.status, await old.json()]).toMatchObject([
    400,
    { error: { code: -32022, data: { requested: "2025-06-18", supported: ["2026-07-28"] } } },
  ]);
  expect(f.upstream.received).toEqual([]);
});

test("a grant without a policy has empty lists and no calls", async () => {
  const { token } = await f.seed.grant([{ server: f.server }]);
  const { post } = await import("./testing/harness.ts");
  const answer = await post({ gateway: f.gateway, token }, call("read"));
  expect(await answer.json()).toMatchObject({ result: { isError: true, _meta: { "io.portcullis/decision": { reason: "no_policy" } } } });
  const prompt = await post({ gateway: f.gateway, token }, { jsonrpc: "2.0", id: 1, method: "prompts/get", params: { name: "p" } });
  expect([prompt.status, await prompt.json()]).toMatchObject([200, { error: { code: 4030 } }]);
  expect(f.upstream.received).toEqual([]);
});
