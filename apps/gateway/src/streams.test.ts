import type { ServerResponse } from "node:http";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until, urlOf } from "./testing/harness.ts";
import { answerAll, rpcResult, startEvents } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual", environment: { LIMIT_COMMENT_SECONDS: "1" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
const modernCall = { ...call("read"), params: { name: "read", _meta: meta } };
const modernHeaders = { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "read" };

/** Reads a stream piece by piece. */
function reader(answer: Response) {
  const source = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** What has come so far, once it contains this. */
    async upTo(part: string): Promise<string> {
      while (!text.includes(part)) {
        const { value, done } = await source.read();
        if (done) throw new Error(`the stream ended at ${JSON.stringify(text)}`);
        text += value;
      }
      return text;
    },
    async rest(): Promise<string> {
      for (;;) {
        const { value, done } = await source.read();
        if (done) return text;
        text += value;
      }
    },
    cancel: () => source.cancel(),
  };
}

/** The upstream's end of the first stream that is opened. */
function heldStream(): Promise<ServerResponse> {
  return new Promise((resolve) => {
    f.upstream.script = ({ json }, response) => {
      if (json?.method !== "tools/call" && json !== undefined) return void response.writeHead(202).end();
      startEvents(response);
      resolve(response);
    };
  });
}

test("events pass at once and byte for byte; a server request in the middle of a call is answered without a deadlock (T11)", async () => {
  const held = heldStream();
  const answer = await f.send(call("read"));
  const upstream = await held;
  const stream = reader(answer);
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  expect(answer.headers.get("cache-control")).toBe("no-cache, no-transform");
  const progress = `event: message\r\nid: 1\r\ndata: {"jsonrpc":"2.0","method":"notifications/progress",\r\ndata: "params":{"progressToken":1,"progress":1}}\r\n\r\n`;
  upstream.write(progress);
  expect(await stream.upTo("\r\n\r\n")).toBe(progress);
  upstream.write(`data: {"jsonrpc":"2.0","id":"e1","method":"elicitation/create","params":{"message":"sure?"}}\n\n`);
  await stream.upTo("elicitation/create");
  const posted = await f.send({ jsonrpc: "2.0", id: "e1", result: { action: "accept" } });
  expect(posted.status).toBe(202);
  expect(f.upstream.received.at(-1)!.json).toMatchObject({ id: "e1", result: { action: "accept" } });
  upstream.end(`data: ${rpcResult(1, { content: [] })}\n\n`);
  expect(await stream.rest()).toMatch(/"result":\{"content":\[\]\}\}\n\n$/);
  expect((await f.seed.decisions()).map(({ method, outcome }) => [method, outcome])).toEqual([
    ["tools/call", "ok"],
    ["response", "ok"],
  ]);
});

test("the event that holds the answer waits for its record; an answer to another id is dropped", async () => {
  const held = heldStream();
  const before = (await f.seed.decisions()).length;
  const stream = reader(await f.send(call("read", {}, 42)));
  const upstream = await held;
  upstream.write(`data: ${rpcResult(41, { leaked: true })}\n\n`);
  upstream.end(`data: ${rpcResult(42, { isError: true, content: [] })}\n\n`);
  const text = await stream.upTo(`"id":42`);
  const rows = (await f.seed.decisions()).slice(before);
  expect(rows.map(({ outcome }) => outcome)).toEqual(["tool_error"]);
  expect(text).not.toContain("leaked");
});

test("modern streams carry no id and no retry lines, and a priming event leaves nothing (C10)", async () => {
  const held = heldStream();
  const stream = reader(await f.send(modernCall, modernHeaders));
  const upstream = await held;
  upstream.write("id: 0\nretry: 10\ndata: \n\n");
  upstream.end(`id: 1\nevent: message\nretry: 5\ndata: ${rpcResult(1, { content: [] })}\n\n`);
  expect(await stream.rest()).toBe(`event: message\ndata: ${rpcResult(1, { content: [] })}\n\n`);
});

test("an upstream that ends its stream without an answer gives an error for that id, or a plain end where the client can resume (T22)", async () => {
  const ends = async (events: string) => {
    f.upstream.script = (_, response) => {
      startEvents(response);
      response.end(events);
    };
    return (await f.send(call("read"))).text();
  };
  expect(await ends("")).toMatch(/^data: \{"jsonrpc":"2.0","id":1,"error":\{"code":-32603,.*may have run/);
  expect(await ends("id: 3\ndata: \n\n")).toBe("id: 3\ndata: \n\n");
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ outcome: "unknown", upstream_status: 200 });
});

test("framing that readers disagree on ends the stream with our error", async () => {
  f.upstream.script = (_, response) => {
    startEvents(response);
    response.end(`data: {"a":1}\rdata: x\n\n`);
  };
  expect(await (await f.send(call("read"))).text()).toContain(`"code":-32603`);
});

test("a held stream gets comments in silence", async () => {
  const held = heldStream();
  const stream = reader(await f.send(call("read")));
  const upstream = await held;
  await stream.upTo(":\n\n");
  upstream.end(`data: ${rpcResult(1, {})}\n\n`);
  expect(await stream.rest()).toContain(`"result":{}`);
});

test("a client that hangs up: the modern call is closed upstream at once, the legacy one runs on and is recorded (T26)", async () => {
  const held = heldStream();
  const controller = new AbortController();
  const fetched = fetch(urlOf({ gateway: f.gateway }), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${f.grant.token}`, ...modernHeaders },
    body: JSON.stringify(modernCall),
    signal: controller.signal,
  });
  await fetched;
  const modern = await held;
  const closed = new Promise((resolve) => modern.once("close", resolve));
  controller.abort();
  await closed;
  expect(modern.writableFinished).toBe(false);

  const before = (await f.seed.decisions()).length;
  const heldLegacy = heldStream();
  const legacy = reader(await f.send(call("write")));
  const upstream = await heldLegacy;
  await legacy.cancel();
  upstream.end(`data: ${rpcResult(1, { content: [] })}\n\n`);
  const rows = await until(
    () => f.seed.decisions(),
    (found) => found.slice(before).some(({ tool }) => tool === "write"),
  );
  expect(rows.find(({ tool }) => tool === "write")).toMatchObject({ outcome: "ok" });
});

test("a GET stream is recorded before its head, closed upstream when the client goes, and cut when its grant is revoked", async () => {
  const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const get = (signal?: AbortSignal) =>
    fetch(urlOf({ gateway: f.gateway }), { headers: { authorization: `Bearer ${grant.token}`, accept: "text/event-stream" }, signal });
  const first = heldStream();
  const controller = new AbortController();
  await get(controller.signal);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ method: "GET", outcome: "ok" });
  const upstream = await first;
  const closed = new Promise((resolve) => upstream.once("close", resolve));
  controller.abort();
  await closed;

  const second = heldStream();
  const stream = reader(await get());
  await second;
  const revokedAt = performance.now();
  await f.seed.revoke(grant.id);
  await stream.rest();
  expect(performance.now() - revokedAt).toBeLessThan(3_000);
});

test("server requests are withheld under default deny: the server gets its answer from the gateway, the client sees nothing (F7)", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "deny", tools: { read: {} } });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  const held = heldStream();
  const stream = reader(await post({ gateway: f.gateway, token }, call("read")));
  const upstream = await held;
  upstream.write(`data: {"jsonrpc":"2.0","id":"s1","method":"sampling/createMessage","params":{}}\n\n`);
  const refused = await until(
    () => f.upstream.received.find(({ json }) => json?.error !== undefined),
    (found) => found !== undefined,
  );
  expect(refused!.json).toMatchObject({ id: "s1", error: { code: -32601 } });
  upstream.end(`data: ${rpcResult(1, {})}\n\n`);
  expect(await stream.rest()).not.toContain("sampling");
});

test("a slow client holds the server back, and gets everything in the end", async () => {
  const size = 200_000;
  const events = 100;
  f.upstream.script = async (_, response) => {
    startEvents(response);
    for (let number = 0; number < events; number++) {
      const more = response.write(`data: {"jsonrpc":"2.0","method":"notifications/message","params":{"data":"${"x".repeat(size)}"}}\n\n`);
      if (!more) await new Promise((resolve) => response.once("drain", resolve));
    }
    response.end(`data: ${rpcResult(1, {})}\n\n`);
  };
  const answer = await f.send(call("read"));
  const text = await answer.text();
  expect(text.length).toBeGreaterThan(size * events);
  expect(text.match(/notifications\/message/g)).toHaveLength(events);
});

test("a listen stream: recorded before its head, asks only for what the caller may read, passes what it may see (C7, W3, D10)", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "deny" });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  let upstream: ServerResponse | undefined;
  f.upstream.script = (_, response) => {
    startEvents(response);
    upstream = response;
  };
  const notifications = { toolsListChanged: true, resourceSubscriptions: ["a://1", "a://2"] };
  const listen = { jsonrpc: "2.0", id: 9, method: "subscriptions/listen", params: { notifications, _meta: meta } };
  const answer = await post({ gateway: f.gateway, token }, listen, {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "subscriptions/listen",
  });
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ method: "subscriptions/listen", outcome: "ok" });
  expect(f.upstream.received[0]!.json!.params!.notifications).toEqual({ toolsListChanged: true, resourceSubscriptions: [] });
  const stream = reader(answer);
  upstream!.write(`data: {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{}}\n\n`);
  upstream!.write(`data: {"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"a://1"}}\n\n`);
  upstream!.write(`data: {"jsonrpc":"2.0","method":"notifications/tools/list_changed"}\n\n`);
  const text = await stream.upTo("tools/list_changed");
  expect(text).toContain("acknowledged");
  expect(text).not.toContain("resources/updated");
  upstream!.end(`data: ${rpcResult(9, { resultType: "complete" })}\n\n`);
  expect(await stream.rest()).toContain(`"id":9`);
});

/** Keeps decisions from being stored until `release`; resolves once one waits. */
async function holdRecords(table: "attempt" | "outcome") {
  const lock = new pg.Client({ connectionString: f.database.ownerUrl });
  await lock.connect();
  await lock.query(`BEGIN; LOCK TABLE portcullis.${table} IN SHARE MODE`);
  const waits = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'portcullis.${table}'::regclass`;
  return {
    waiting: () =>
      until(
        () => f.seed.sql(waits),
        (rows) => rows.length > 0,
      ),
    release: async () => {
      await lock.query("COMMIT");
      await lock.end();
    },
  };
}

test("whoever hangs up or breaks off while a record is being stored harms nobody", async () => {
  const held = heldStream();
  let records = await holdRecords("attempt");
  const controller = new AbortController();
  const getting = fetch(urlOf({ gateway: f.gateway }), {
    headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream" },
    signal: controller.signal,
  });
  const getStream = await held;
  await records.waiting();
  const closed = new Promise((resolve) => getStream.once("close", resolve));
  controller.abort();
  await Promise.all([expect(getting).rejects.toThrow(), closed]);
  await records.release();

  const heldCall = heldStream();
  const sent = f.send(call("read"));
  const upstream = await heldCall;
  records = await holdRecords("outcome");
  upstream.write(`data: ${rpcResult(1, { content: [] })}\n\n`);
  await records.waiting();
  upstream.write("data: \0\n\n");
  upstream.destroy();
  await records.release();
  expect(await (await sent).text()).toBe(`data: ${rpcResult(1, { content: [] })}\n\n`);
  const gauges = async () => (await fetch(`${f.gateway.operatorUrl}/metrics`)).text();
  await until(gauges, (text) => /calls_in_flight 0$/m.test(text) && /streams_open 0$/m.test(text));
});

test("a gateway that is told to stop turns unready, ends running calls and streams soundly, and takes no more", async () => {
  const gateway = await f.another({ DRAIN_SECONDS: "10" });
  const held = heldStream();
  const running = reader(await post({ gateway, token: f.grant.token }, call("read")));
  const upstream = await held;
  const heldGet = heldStream();
  const get = reader(
    await fetch(urlOf({ gateway }), { headers: { authorization: `Bearer ${f.grant.token}`, accept: "text/event-stream" } }),
  );
  await heldGet;
  const closed = gateway.close();
  expect((await fetch(`${gateway.operatorUrl}/readyz`)).status).toBe(503);
  await get.rest();
  upstream.end(`data: ${rpcResult(1, { content: [] })}\n\n`);
  expect(await running.rest()).toContain(`"result":{"content":[]}`);
  await closed;
  await expect(post({ gateway, token: f.grant.token }, call("read"))).rejects.toThrow();
});
