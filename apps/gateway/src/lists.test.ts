import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "./testing/upstream.ts";

const document = {
  version: "1",
  default: "deny",
  list: "callable",
  hide: ["hidden"],
  tools: { read: {}, write: {}, denied: { action: "deny" } },
};
const definition = (name: string) => `{ "name":"${name}", "x-vendor" : {"n":1.0e2}, "inputSchema":{"type":"object"}}`;
const listed = ["hidden", "read", "denied", "write", "unread"];
const list = { jsonrpc: "2.0", id: 5, method: "tools/list" };
const modernMeta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
const modernList = { ...list, params: { _meta: modernMeta } };
const modernHeaders = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/list" };

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ document, era: "dual", tools: ["hidden", "read", "denied", "write"].map((name) => ({ text: definition(name) })) });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const rawList = (more = "") => `{"jsonrpc":"2.0","id":5,"result":{"tools":[${listed.map(definition).join(" , ")}],"nextCursor":""${more}}}`;

test("tools/list: only what may be called, in the server's order and bytes, the cursor kept", async () => {
  f.upstream.script = (_, response) => sendJson(response, rawList());
  const text = await (await f.send(list)).text();
  expect(text).toContain(definition("read"));
  expect(JSON.parse(text)).toEqual({
    jsonrpc: "2.0",
    id: 5,
    result: { tools: [definition("read"), definition("write")].map((one) => JSON.parse(one)), nextCursor: "" },
  });
});

test("tools/list in an event stream is filtered too, and the event's own lines stay", async () => {
  f.upstream.script = (_, response) => {
    startEvents(response);
    response.write(": hello\n\nevent: message\nid: 7\nretry: 100\n");
    response.end(`data: ${rawList()}\n\n`);
  };
  const text = await (await f.send(list)).text();
  const [, event] = text.split(": hello\n\n");
  expect(event).toMatch(/^event: message\nid: 7\nretry: 100\ndata: \{.*\}\n\n$/);
  expect(JSON.parse(event!.split("data: ")[1]!).result.tools.map(({ name }: { name: string }) => name)).toEqual(["read", "write"]);
});

test("a list that comes over a resumed GET stream is filtered by its shape (T12)", async () => {
  f.upstream.script = ({ json }, response) =>
    sendJson(response, JSON.stringify({ jsonrpc: "2.0", id: json!.id, result: { protocolVersion: "2025-06-18", capabilities: {} } }), {
      "mcp-session-id": "s1",
    });
  const opened = await f.send({ jsonrpc: "2.0", id: 0, method: "initialize", params: { protocolVersion: "2025-06-18" } });
  const session = { "mcp-session-id": opened.headers.get("mcp-session-id")! };
  f.upstream.received.length = 0;
  f.upstream.script = (_, response) => {
    startEvents(response);
    response.end(`id: 9\ndata: ${rawList()}\n\nid: 10\ndata: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n`);
  };
  const { urlOf } = await import("./testing/harness.ts");
  const answer = await fetch(urlOf({ gateway: f.gateway }), {
    headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream", "last-event-id": "8", ...session },
  });
  const events = (await answer.text()).split("\n\n");
  expect(f.upstream.received[0]!.headers["last-event-id"]).toBe("8");
  expect(JSON.parse(events[0]!.split("data: ")[1]!).result.tools.map(({ name }: { name: string }) => name)).toEqual(["read", "write"]);
  expect(events[1]).toBe(`id: 10\ndata: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}`);
});

test("a modern list leaves private and short-lived (T18); one that lacks both members gets them", async () => {
  f.upstream.script = (_, response) => sendJson(response, rawList(`,"resultType":"complete","ttlMs":600000,"cacheScope":"public"`));
  const kept = (await (await f.send(modernList, modernHeaders)).json()) as { result: Record<string, unknown> };
  expect(kept.result).toMatchObject({ ttlMs: 5000, cacheScope: "private", resultType: "complete", nextCursor: "" });
  f.upstream.script = (_, response) => sendJson(response, rawList());
  const bare = (await (await f.send(modernList, modernHeaders)).json()) as { result: Record<string, unknown> };
  expect(bare.result).toMatchObject({ ttlMs: 0, cacheScope: "private" });
});

test("a list that is none is not delivered", async () => {
  for (const result of [{ tools: {} }, {}, { tools: "x" }]) {
    f.upstream.script = (_, response) => sendJson(response, rpcResult(5, result));
    const answer = await f.send(list);
    expect([answer.status, await answer.json()]).toMatchObject([502, { id: 5, error: { code: -32603 } }]);
  }
  f.upstream.script = (_, response) =>
    sendJson(response, `{"jsonrpc":"2.0","id":5,"result":{"tools":[1,null,{},{"name":7},${definition("read")}]}}`);
  expect(await (await f.send(list)).json()).toMatchObject({ result: { tools: [{ name: "read" }] } });
});

test("prompts and resources follow the policy's default; their lists are filtered, never errors", async () => {
  f.upstream.script = ({ json }, response) =>
    sendJson(
      response,
      rpcResult(json!.id!, {
        prompts: [{ name: "p" }],
        resources: [{ uri: "a://b", name: "b" }],
        resourceTemplates: [{ uriTemplate: "a://{x}", name: "x" }],
      }),
    );
  expect(await (await f.send({ ...list, method: "prompts/list" })).json()).toMatchObject({ result: { prompts: [] } });
  expect(await (await f.send({ ...list, method: "resources/list" })).json()).toMatchObject({ result: { resources: [] } });
  expect(await (await f.send({ ...list, method: "resources/templates/list" })).json()).toMatchObject({ result: { resourceTemplates: [] } });
  const read = await f.send({ ...list, method: "resources/read", params: { uri: "a://b" } });
  expect([read.status, await read.json()]).toMatchObject([
    200,
    { id: 5, error: { code: 4030, data: { "io.portcullis/decision": { decision: "deny", reason: "default_deny" } } } },
  ]);
  expect(f.upstream.calls("resources/read")).toEqual([]);
});
