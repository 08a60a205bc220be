import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, urlOf } from "./testing/harness.ts";
import { rpcResult, type Script, sendJson, startEvents } from "./testing/upstream.ts";

const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "tester", version: "3" } },
};
const answerInitialize = rpcResult(0, {
  protocolVersion: "2025-06-18",
  capabilities: { tools: {} },
  serverInfo: { name: "s", version: "1" },
});

/** A server with one session, `upstream-1`. */
const sessionful: Script = ({ json, method, headers }, response) => {
  if (json?.method === "initialize") return sendJson(response, answerInitialize, { "mcp-session-id": "upstream-1" });
  if (headers["mcp-session-id"] !== "upstream-1") return void response.writeHead(404).end();
  if (method === "DELETE") return void response.writeHead(200).end();
  if (json?.id === undefined) return void response.writeHead(202).end();
  sendJson(response, rpcResult(json.id, { content: [] }));
};

let f: Fixture;
beforeAll(async () => {
  f = await fixture();
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = sessionful;
});
afterAll(() => f?.close());

const open = async () => (await f.send(initialize)).headers.get("mcp-session-id")!;

test("the session id is sealed, works on every gateway, and the session's version goes up (D2, B4)", async () => {
  const sealed = await open();
  expect(sealed).toMatch(/^pcs1\.[A-Za-z0-9_-]+$/);
  expect(Buffer.from(sealed.slice(5), "base64url").toString("latin1")).not.toContain("upstream-1");
  const second = await f.another();
  for (const gateway of [f.gateway, second]) {
    const answer = await post({ gateway, token: f.grant.token }, call("read"), { "mcp-session-id": sealed });
    expect([answer.status, answer.headers.get("mcp-session-id")]).toEqual([200, null]);
  }
  for (const { headers } of f.upstream.calls())
    expect(headers).toMatchObject({ "mcp-session-id": "upstream-1", "mcp-protocol-version": "2025-06-18" });
  const rows = await f.seed.decisions();
  expect(rows.at(-1)).toMatchObject({ client_name: "tester", protocol_version: "2025-06-18" });
});

test("foreign, tampered and made-up ids are 404 in one form, and nothing is forwarded (T9, IS-8, IS-9)", async () => {
  const sealed = await open();
  const other = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const elsewhere = await f.seed.server({ slug: "other", url: f.upstream.url, tools: ["read"] });
  const both = await f.seed.grant([{ server: f.server }, { server: elsewhere }]);
  f.upstream.received.length = 0;
  const flipped = sealed.slice(0, -3) + (sealed.at(-3) === "A" ? "B" : "A") + sealed.slice(-2);
  const answers = await Promise.all([
    post({ gateway: f.gateway, token: other.token }, call("read"), { "mcp-session-id": sealed }),
    post({ gateway: f.gateway, token: both.token, server: "other" }, call("read"), { "mcp-session-id": sealed }),
    f.send(call("read"), { "mcp-session-id": flipped }),
    f.send(call("read"), { "mcp-session-id": "upstream-1" }),
    f.send(call("read"), { "mcp-session-id": "pcs1." }),
    f.send(call("read"), { "mcp-session-id": `${sealed}=` }),
  ]);
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  for (const [index, text] of texts.entries()) expect([answers[index]!.status, text]).toEqual([404, texts[0]]);
  expect(JSON.parse(texts[0]!)).toMatchObject({ id: 1, error: { code: -32001 } });
  for (const method of ["GET", "DELETE"]) {
    const answer = await fetch(urlOf({ gateway: f.gateway }), {
      method,
      headers: { authorization: `Bearer ${f.grant.token}`, "mcp-session-id": flipped },
    });
    expect(answer.status).toBe(404);
  }
  expect(f.upstream.received).toEqual([]);
  expect((await f.send(initialize, { "mcp-session-id": flipped })).status).toBe(200);
  expect(f.upstream.received[0]!.headers).not.toHaveProperty("mcp-session-id");
});

test("DELETE ends the session on both sides; afterwards nothing of it is forwarded (T10)", async () => {
  const sealed = await open();
  const headers = { authorization: `Bearer ${f.grant.token}`, "mcp-session-id": sealed };
  const ended = await fetch(urlOf({ gateway: f.gateway }), { method: "DELETE", headers });
  expect(ended.status).toBe(200);
  expect(f.upstream.received.at(-1)).toMatchObject({ method: "DELETE", headers: { "mcp-session-id": "upstream-1" } });
  f.upstream.received.length = 0;
  f.upstream.script = () => {}; // some servers hang on an id that is over
  expect((await f.send(call("read"), { "mcp-session-id": sealed })).status).toBe(404);
  expect(f.upstream.received).toEqual([]);
});

test("an upstream that has lost the session makes the client begin anew: its 404, and a 400 that speaks of the session", async () => {
  const first = await open();
  f.upstream.script = (_, response) => void response.writeHead(404).end("gone");
  const lost = await f.send(call("read"), { "mcp-session-id": first });
  expect([lost.status, await lost.json()]).toMatchObject([404, { error: { code: -32001 } }]);
  f.upstream.script = sessionful;
  const second = await open();
  f.upstream.script = (_, response) =>
    void response
      .writeHead(400, { "content-type": "application/json" })
      .end(`{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request: No valid session ID provided"},"id":null}`);
  expect((await f.send(call("read"), { "mcp-session-id": second })).status).toBe(404);
});

test("an id that is in flight on a session is refused the second time (D1)", async () => {
  const sealed = await open();
  let release = () => {};
  f.upstream.script = async ({ json }, response) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    sendJson(response, rpcResult(json!.id!, {}));
  };
  const { until } = await import("./testing/harness.ts");
  const first = f.send(call("read"), { "mcp-session-id": sealed });
  await until(
    () => f.upstream.calls().length,
    (count) => count === 1,
  );
  const second = await f.send(call("read"), { "mcp-session-id": sealed });
  expect(second.status).toBe(400);
  release();
  expect((await first).status).toBe(200);
});

test("a version that is not served is not negotiated: 502, and the upstream's session is ended (B3)", async () => {
  f.upstream.script = ({ method }, response) => {
    if (method === "DELETE") return void response.writeHead(200).end();
    sendJson(response, answerInitialize.replace("2025-06-18", "2199-01-01"), { "mcp-session-id": "upstream-9" });
  };
  const { until } = await import("./testing/harness.ts");
  expect((await f.send(initialize)).status).toBe(502);
  const ended = await until(
    () => f.upstream.received.filter(({ method }) => method === "DELETE"),
    (found) => found.length === 1,
  );
  expect(ended[0]!.headers["mcp-session-id"]).toBe("upstream-9");
});

test("initialize answered by an event stream: the head waits for the session", async () => {
  f.upstream.script = (_, response) => {
    startEvents(response, { "mcp-session-id": "upstream-1" });
    response.end(`id: 1\ndata: \n\nid: 2\ndata: ${answerInitialize}\n\n`);
  };
  const answer = await f.send(initialize);
  expect(answer.headers.get("mcp-session-id")).toMatch(/^pcs1\./);
  const told = answerInitialize.replace('"tools":{}', '"tools":{"listChanged":true}');
  expect(await answer.text()).toBe(`id: 1\ndata: \n\nid: 2\ndata: ${told}\n\n`);
});

test("an unserved version header is 400 on every method; a served one that differs means the session's (B4)", async () => {
  const sealed = await open();
  expect((await f.send(call("read"), { "mcp-session-id": sealed, "mcp-protocol-version": "1999-01-01" })).status).toBe(400);
  expect((await f.send(call("read"), { "mcp-session-id": sealed, "mcp-protocol-version": "2025-11-25" })).status).toBe(200);
  expect(f.upstream.calls().at(-1)!.headers["mcp-protocol-version"]).toBe("2025-06-18");
});

test("an upstream without GET streams: its 405 is passed on", async () => {
  f.upstream.script = (_, response) =>
    void response
      .writeHead(405, { "content-type": "application/json" })
      .end(`{"jsonrpc":"2.0","error":{"code":-32000,"message":"Method not allowed."},"id":null}`);
  const answer = await fetch(urlOf({ gateway: f.gateway }), {
    headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream" },
  });
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
});

test("without a session nobody cancels or resumes: ids and streams of such a server are shared by its callers", async () => {
  const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
  const sealed = await open();
  const get = async (headers: Record<string, string>) => {
    const controller = new AbortController();
    await fetch(urlOf({ gateway: f.gateway }), {
      headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream", "last-event-id": "7", ...headers },
      signal: controller.signal,
    });
    controller.abort();
    return f.upstream.received.at(-1)!.headers["last-event-id"];
  };
  f.upstream.received.length = 0;
  f.upstream.script = ({ method }, response) => (method === "GET" ? startEvents(response) : void response.writeHead(202).end());
  expect((await f.send(cancelled)).status).toBe(202);
  expect(f.upstream.received).toEqual([]);
  expect(await get({})).toBeUndefined();
  expect((await f.send(cancelled, { "mcp-session-id": sealed })).status).toBe(202);
  expect(f.upstream.calls("notifications/cancelled")).toHaveLength(1);
  expect(await get({ "mcp-session-id": sealed })).toBe("7");
});
