import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post } from "./testing/harness.ts";
import { answerAll, rpcResult, sendJson } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_SILENCE_SECONDS: "1", LIMIT_CALLS_PER_UPSTREAM: "2" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const answers =
  (status: number, type: string, body: string, headers: Record<string, string> = {}) =>
  (_: unknown, response: ServerResponse) =>
    void response.writeHead(status, { "content-type": type, ...headers }).end(body);

test.each([
  ["HTML with a stack trace", answers(500, "text/html", "<h1>Traceback</h1> at /srv/app.py secret")],
  ["a redirect", answers(302, "text/html", "", { location: "http://127.0.0.1:1/secret" })],
  ["a 401", answers(401, "application/json", `{"secret":1}`, { "www-authenticate": 'Bearer realm="secret"' })],
  ["a 403", answers(403, "application/json", `{"secret":1}`)],
  ["HTML with 200", answers(200, "text/html", "secret")],
  ["JSON that is no message", answers(200, "application/json", `{"secret":1}`)],
  ["an answer to another id", answers(200, "application/json", rpcResult(999, { secret: 1 }))],
  ["an array", answers(200, "application/json", `[${rpcResult(1, { secret: 1 })}]`)],
  ["a member given twice", answers(200, "application/json", `{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":"secret"}}`)],
  ["a 404 that is HTML", answers(404, "text/html", "secret")],
  ["an empty 202", answers(202, "text/plain", "")],
])("%s: 502 with the id, nothing of the server's text, no redirect and no challenge (T21, H4)", async (_, script) => {
  f.upstream.script = script;
  const answer = await f.send(call("read"));
  const text = await answer.text();
  expect([answer.status, JSON.parse(text)]).toMatchObject([502, { jsonrpc: "2.0", id: 1, error: { code: -32603 } }]);
  expect(text).not.toContain("secret");
  expect([answer.headers.get("location"), answer.headers.get("www-authenticate")]).toEqual([null, null]);
});

test("an upstream's own JSON-RPC error passes with its status and bytes", async () => {
  const body = `{"jsonrpc":"2.0","error":{"code":-32602,"message":"no such host","data":{"n":1.50}},"id":1}`;
  f.upstream.script = answers(400, "application/json", body);
  const answer = await f.send(call("read"));
  expect([answer.status, await answer.text()]).toEqual([400, body]);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "protocol_error", upstream_status: 400 });
});

test("nobody listens: 502, recorded as not sent; an address that nobody opened: likewise", async () => {
  const dead = await f.seed.server({ slug: "dead", url: "http://127.0.0.1:1/mcp", tools: ["read"] });
  const inner = await f.seed.server({ slug: "inner", url: "http://10.255.255.1:80/mcp", tools: ["read"] });
  const { token } = await f.seed.grant([
    { server: dead, policy: await f.seed.policy(dead, { version: "1", default: "allow" }) },
    { server: inner, policy: await f.seed.policy(inner, { version: "1", default: "allow" }) },
  ]);
  for (const server of ["dead", "inner"]) {
    const answer = await post({ gateway: f.gateway, server, token }, call("read"));
    expect([server, answer.status, await answer.json()]).toMatchObject([server, 502, { id: 1, error: { code: -32603 } }]);
    expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "not_sent", effect: "allow", upstream_status: null });
  }
});

test("silence: 504, recorded as a timeout, and a legacy server is told on the session (D8)", async () => {
  f.upstream.script = ({ json }, response) => {
    if (json?.method === "initialize")
      sendJson(response, rpcResult(json.id!, { protocolVersion: "2025-06-18", capabilities: {} }), { "mcp-session-id": "s1" });
    if (json?.method === "notifications/cancelled") response.writeHead(202).end();
  };
  const opened = await f.send({ jsonrpc: "2.0", id: 0, method: "initialize", params: { protocolVersion: "2025-06-18" } });
  const answer = await f.send(call("read", {}, "slow"), { "mcp-session-id": opened.headers.get("mcp-session-id")! });
  expect([answer.status, await answer.json()]).toMatchObject([504, { id: "slow", error: { code: -32603 } }]);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "timeout" });
  const { until } = await import("./testing/harness.ts");
  const told = await until(
    () => f.upstream.calls("notifications/cancelled"),
    (found) => found.length === 1,
  );
  expect(told[0]!.json!.params).toMatchObject({ requestId: "slow" });
});

test("a connection that breaks in the middle of an answer: 502, the call may have run", async () => {
  f.upstream.script = (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write("{");
    setImmediate(() => response.destroy());
  };
  const answer = await f.send(call("read"));
  expect([answer.status, await answer.json()]).toMatchObject([502, { id: 1, error: { message: expect.stringContaining("may have run") } }]);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "unknown" });
});

test("an answer over 10 MiB is refused with an error that names the limit (T23)", async () => {
  f.upstream.script = ({ json }, response) => sendJson(response, rpcResult(json!.id!, { data: "x".repeat(10 * 1024 * 1024) }));
  const answer = await f.send(call("read"));
  expect([answer.status, await answer.json()]).toMatchObject([502, { id: 1, error: { message: expect.stringContaining("10485760") } }]);
  f.upstream.script = ({ json }, response) => sendJson(response, rpcResult(json!.id!, { data: "x".repeat(3_500_000) }));
  expect(await (await f.send(call("read"))).text()).toBe(rpcResult(1, { data: "x".repeat(3_500_000) }));
});

test("more calls at once than an upstream may have: 429 with a retry time; probes pass", async () => {
  const held: ServerResponse[] = [];
  f.upstream.script = ({ json }, response) => {
    if (json?.method === "tools/call") held.push(response);
    else
      sendJson(
        response,
        rpcResult(json!.id!, { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } }),
      );
  };
  const { until } = await import("./testing/harness.ts");
  const running = [1, 2].map((id) => f.send(call("read", {}, id)));
  await until(
    () => held.length,
    (count) => count === 2,
  );
  const third = await f.send(call("read", {}, 3));
  expect([third.status, third.headers.get("retry-after"), await third.json()]).toMatchObject([429, "1", { id: 3, error: { code: 4290 } }]);
  expect((await f.send({ jsonrpc: "2.0", id: 4, method: "initialize", params: { protocolVersion: "2025-06-18" } })).status).toBe(200);
  for (const [index, response] of held.entries()) sendJson(response, rpcResult(index + 1, {}));
  for (const answer of await Promise.all(running)) expect(answer.status).toBe(200);
  f.upstream.script = answerAll;
  expect((await f.send(call("read"))).status).toBe(200);
});
