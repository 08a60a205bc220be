import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post, until, urlOf } from "../testing/harness.ts";
import { Reading } from "../testing/reading.ts";
import { cases, patienceMs } from "../testing/seeded.ts";
import { rpcResult, type Script, sendJson, startEvents } from "../testing/upstream.ts";

let f: Fixture;
const held: ServerResponse[] = [];
/** Sessions of its own making; a call says which session it came on; `hold` is never answered; a GET stays open. */
const sessions: Script = ({ json, method, headers }, response) => {
  if (json?.method === "initialize") {
    const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
    return sendJson(response, rpcResult(json.id!, result), { "mcp-session-id": randomUUID() });
  }
  if (method === "GET") {
    startEvents(response);
    return void held.push(response);
  }
  if (json?.id === undefined) return void response.writeHead(202).end();
  if (json.params?.name === "hold") return void held.push(response);
  const { progressToken } = (json.params?._meta ?? {}) as { progressToken?: string | number };
  const result = { on: headers["mcp-session-id"], echo: (json.params?.arguments as { echo?: unknown })?.echo };
  startEvents(response);
  if (progressToken !== undefined) {
    const params = JSON.stringify({ progressToken, progress: 1, on: headers["mcp-session-id"] });
    response.write(`data: {"jsonrpc":"2.0","method":"notifications/progress","params":${params}}\n\n`);
  }
  response.end(`data: ${rpcResult(json.id, result)}\n\n`);
};
beforeAll(async () => {
  f = await fixture({ tools: ["read", "hold"], script: sessions, environment: { LIMIT_COMMENT_SECONDS: "1" } });
});
afterAll(() => f?.close());

async function open(): Promise<string> {
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
  const answer = await f.send({ jsonrpc: "2.0", id: 0, method: "initialize", params });
  await answer.arrayBuffer();
  return answer.headers.get("mcp-session-id")!;
}

const get = (session: string) => {
  const headers = { accept: "text/event-stream", authorization: `Bearer ${f.grant.token}`, "mcp-session-id": session };
  return fetch(urlOf({ gateway: f.gateway }), { headers });
};

test("T13: a silent GET stream gets comments, is not dropped, and its client may come back", async () => {
  const session = await open();
  const stream = new Reading(await get(session));
  await stream.upTo(":\n\n:\n\n");
  await stream.cancel();
  await until(
    () => held.length > 0 && held.every((response) => response.destroyed),
    (closed) => closed,
  );
  const again = new Reading(await get(session));
  held.at(-1)!.write(`data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n`);
  expect(await again.upTo("list_changed")).toContain("notifications/tools/list_changed");
  await again.cancel();
});

test(
  "T14: two clients with the same ids and progress tokens never see each other's messages",
  async () => {
    const rounds = cases(500);
    const clients = await Promise.all([open(), open()]);
    // What the server calls each of them.
    const names = await Promise.all(clients.map(async (session) => (await answered(session, -1)).result.on));
    expect(new Set(names).size).toBe(2);
    for (let id = 1; id <= rounds; id += 10) {
      const ids = Array.from({ length: 10 }, (_, index) => id + index);
      const answers = await Promise.all(ids.flatMap((one) => clients.map((session) => answered(session, one))));
      answers.forEach(({ result, progress }, index) => {
        const [name, echo] = [names[index % 2], ids[Math.floor(index / 2)]];
        expect([result, progress]).toEqual([
          { on: name, echo },
          { progressToken: echo, progress: 1, on: name },
        ]);
      });
    }
  },
  patienceMs,
);

async function answered(session: string, id: number) {
  const body = { ...call("read", { echo: id }, id), params: { name: "read", arguments: { echo: id }, _meta: { progressToken: id } } };
  const text = await (await f.send(body, { "mcp-session-id": session })).text();
  const [progress, answer] = text
    .split("\n\n")
    .filter((event) => event.startsWith("data: "))
    .map((event) => JSON.parse(event.slice(6)) as { params?: object; result?: { on: string; echo: number } });
  return { progress: progress?.params, result: answer!.result! };
}

test("T9, T10: a session that one gateway has ended is 404 at the other too, at once, whatever the server says of it", async () => {
  const session = await open();
  const other = await f.another();
  const elsewhere = () => post({ gateway: other, token: f.grant.token }, call("read", { echo: 1 }), { "mcp-session-id": session });
  expect((await elsewhere()).status).toBe(200);
  const headers = { authorization: `Bearer ${f.grant.token}`, "mcp-session-id": session };
  await (await fetch(urlOf({ gateway: f.gateway }), { method: "DELETE", headers })).arrayBuffer();
  await expect.poll(async () => (await elsewhere()).status, { timeout: 15_000 }).toBe(404);
  f.upstream.received.length = 0;
  expect((await elsewhere()).status).toBe(404);
  expect(f.upstream.received).toEqual([]);
});

test("T15: a cancel reaches the server of its session at once and with its id, while the call runs", async () => {
  const session = await open();
  const running = f.send(call("hold", {}, "call-7"), { "mcp-session-id": session });
  await until(
    () => f.upstream.calls().some(({ json }) => json?.id === "call-7"),
    (there) => there,
  );
  const since = performance.now();
  const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "call-7", reason: "enough" } };
  expect((await f.send(cancel, { "mcp-session-id": session })).status).toBe(202);
  expect(performance.now() - since).toBeLessThan(1_000);
  const [seen] = f.upstream.calls("notifications/cancelled");
  expect(seen!.json!.params).toEqual({ requestId: "call-7", reason: "enough" });
  const [first] = f.upstream.calls().filter(({ json }) => json?.id === "call-7");
  expect(seen!.headers["mcp-session-id"]).toBe(first!.headers["mcp-session-id"]);
  held.at(-1)!.destroy();
  await running.catch(() => {});
});

test("D4: a session that its client left is ended at the server, and everywhere; one that is used at another gateway is not", async () => {
  const impatient = await f.another({ LIMIT_SESSION_IDLE_SECONDS: "5" });
  const other = await f.another({ LIMIT_SESSION_IDLE_SECONDS: "5" });
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
  const opened = async () => {
    const route = { gateway: impatient, token: f.grant.token };
    const answer = await post(route, { jsonrpc: "2.0", id: 0, method: "initialize", params });
    await answer.arrayBuffer();
    return answer.headers.get("mcp-session-id")!;
  };
  const [left, used] = [await opened(), await opened()];
  const at = async (gateway: { url: string }, session: string) => {
    const answer = await post({ gateway, token: f.grant.token }, call("read", { echo: 1 }), { "mcp-session-id": session });
    return { status: answer.status, text: await answer.text() };
  };
  const nameOf = ({ text }: { text: string }) => /"on":"([^"]+)"/.exec(text)?.[1];
  const names = [nameOf(await at(impatient, left)), nameOf(await at(impatient, used))];
  f.upstream.received.length = 0;
  const ends = () => f.upstream.received.filter(({ method }) => method === "DELETE").map(({ headers }) => headers["mcp-session-id"]);
  await until(
    async () => {
      expect((await at(other, used)).status).toBe(200);
      return ends();
    },
    (ended) => ended.length > 0,
    20_000,
  );
  expect(ends()).toEqual([names[0]]);
  await expect.poll(async () => (await at(other, left)).status, { timeout: 15_000 }).toBe(404);
  expect((await at(f.gateway, used)).status).toBe(200);
}, 60_000);
