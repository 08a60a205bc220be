import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until, urlOf } from "./testing/harness.ts";
import { metricOf, RawClient } from "./testing/raw.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual" });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

test("one request after the other on a connection is served", async () => {
  const client = new RawClient(f.gateway, f.grant.token);
  for (let id = 1; id <= 3; id++) {
    client.send(client.request("POST", call("read", {}, id)));
    await until(
      () => client.received,
      (text) => text.includes(`"id":${id}`),
    );
  }
  client.socket.destroy();
});

test("a second request before the first one's answer ends the connection, and nothing of it is kept", async () => {
  const held: ServerResponse[] = [];
  f.upstream.script = ({ method }, response) => {
    held.push(response);
    if (method === "GET") startEvents(response);
  };
  const calls = new RawClient(f.gateway, f.grant.token);
  calls.send(...[1, 2, 3].map((id) => calls.request("POST", call("read", {}, id))));
  await calls.closed();
  const streams = new RawClient(f.gateway, f.grant.token);
  streams.send(...[1, 2, 3].map(() => streams.request("GET")));
  await streams.closed();
  await until(
    () => f.upstream.calls().length,
    (count) => count === 1,
  );
  // A legacy call runs on when its client has gone.
  sendJson(held[0]!, rpcResult(1, { content: [] }));
  for (const name of ["portcullis_gateway_calls_in_flight", "portcullis_gateway_streams_open"])
    await until(
      () => metricOf(f.gateway, name),
      (count) => count === 0,
    );
  await until(
    () => f.seed.sql("SELECT 1 FROM portcullis.installation_log WHERE kind = 'malformed_http' AND detail = 'pipelined'"),
    (rows) => rows.length > 0,
  );
});

const initialize = (id: number, pad = "") => ({
  jsonrpc: "2.0",
  id,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "c", version: "1" }, pad },
});
const initialized = (id: string | number) =>
  rpcResult(id, { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } });

/** Holds every request of the upstream until `release`. */
function hold() {
  const held: (() => void)[] = [];
  f.upstream.script = (request, response) => {
    held.push(() => {
      if (request.json?.method === "initialize") sendJson(response, initialized(request.json.id!));
      else void answerAll(request, response);
    });
  };
  return {
    reached: (count: number) =>
      until(
        () => held.length,
        (length) => length === count,
      ),
    release: () => {
      for (const answer of held.splice(0)) answer();
    },
  };
}

test("probes and messages without an answer have places of their own: 503 and 429 beyond, and calls are not held up", async () => {
  const gateway = await f.another({ LIMIT_PROBES_PER_GRANT: "2", LIMIT_CALLS_PER_GRANT: "2" });
  const send = (body: unknown) => post({ gateway, token: f.grant.token }, body);
  const notification = { jsonrpc: "2.0", method: "notifications/initialized" };
  const held = hold();
  const running = [initialize(1), initialize(2), notification, notification, call("read", {}, 3)].map(send);
  await held.reached(5);
  const probe = await send(initialize(4));
  expect([probe.status, probe.headers.get("retry-after"), await probe.json()]).toMatchObject([503, "1", { id: 4, error: { code: 5030 } }]);
  expect((await send(notification)).status).toBe(429);
  running.push(send(call("read", {}, 5)));
  await held.reached(6);
  held.release();
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 202, 202, 200, 200]);
  f.upstream.script = answerAll;
  expect((await send(notification)).status).toBe(202);
});

test("streams are counted per grant and per organization, and take no connection from calls", async () => {
  const gateway = await f.another({ LIMIT_STREAMS_PER_GRANT: "2", LIMIT_STREAMS_PER_ORGANIZATION: "3" });
  const second = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  f.upstream.script = (request, response) => (request.method === "GET" ? startEvents(response) : answerAll(request, response));
  const open: AbortController[] = [];
  const get = (token: string) => {
    const controller = new AbortController();
    open.push(controller);
    return fetch(urlOf({ gateway }), {
      headers: { authorization: `Bearer ${token}`, accept: "text/event-stream" },
      signal: controller.signal,
    });
  };
  const statuses: number[] = [];
  for (const token of [f.grant.token, f.grant.token, f.grant.token, second.token, second.token]) statuses.push((await get(token)).status);
  expect(statuses).toEqual([200, 200, 429, 200, 429]);
  expect((await post({ gateway, token: f.grant.token }, call("read"))).status).toBe(200);
  for (const controller of open) controller.abort();
  await until(
    () => metricOf(gateway, "portcullis_gateway_streams_open"),
    (count) => count === 0,
  );
});

test("bodies and answers in memory have a budget: beyond it 503, and it is given back", async () => {
  const gateway = await f.another({ LIMIT_BUFFERED_BYTES: "1000000" });
  const send = (body: unknown) => post({ gateway, token: f.grant.token }, body);
  const held = hold();
  const first = send(initialize(1, "x".repeat(300_000)));
  await held.reached(1);
  const second = await send(initialize(2, "x".repeat(300_000)));
  expect([second.status, second.headers.get("retry-after"), await second.json()]).toMatchObject([503, "1", { error: { code: 5030 } }]);
  held.release();
  expect((await first).status).toBe(200);
  f.upstream.script = ({ json }, response) => sendJson(response, rpcResult(json!.id!, { data: "x".repeat(600_000) }));
  const tooMuch = await send(call("read", {}, 3));
  expect([tooMuch.status, await tooMuch.json()]).toMatchObject([
    503,
    { id: 3, error: { message: expect.stringContaining("may have run") } },
  ]);
  f.upstream.script = (_, response) => {
    startEvents(response);
    response.write(`data: {"jsonrpc":"2.0","id":4,"result":{"data":"${"x".repeat(600_000)}"}}\n\n`);
  };
  expect(await (await send(call("read", {}, 4))).text()).toContain('"code":5030');
  f.upstream.script = answerAll;
  expect((await send(initialize(5, "x".repeat(300_000)))).status).not.toBe(503);
  await until(
    () => metricOf(gateway, "portcullis_gateway_buffered_bytes"),
    (bytes) => bytes === 0,
  );
});

test.each([
  ["an answer", (id: number, response: ServerResponse) => sendJson(response, rpcResult(id, { data: "x".repeat(9_000_000) }))],
  [
    "a stream",
    (id: number, response: ServerResponse) => {
      startEvents(response);
      response.end(`data: ${rpcResult(id, { data: "x".repeat(9_000_000) })}\n\n`);
    },
  ],
])("%s that nobody reads keeps its place until the client reads it or is cut off", async (_, answer) => {
  const gateway = await f.another({ LIMIT_WRITE_SECONDS: "3" });
  f.upstream.script = ({ json }, response) => answer(json!.id as number, response);
  const client = new RawClient(gateway, f.grant.token);
  client.socket.pause();
  client.send(client.request("POST", call("read")));
  await until(
    () => metricOf(gateway, "portcullis_gateway_buffered_bytes"),
    (bytes) => bytes > 5_000_000,
  );
  await until(
    () => f.seed.decisions(),
    (rows) => rows.at(-1)?.tool === "read",
  );
  expect(await metricOf(gateway, "portcullis_gateway_calls_in_flight")).toBe(1);
  for (const name of ["portcullis_gateway_calls_in_flight", "portcullis_gateway_buffered_bytes"])
    await until(
      () => metricOf(gateway, name),
      (value) => value === 0,
      15_000,
    );
  client.socket.resume();
  await client.closed();
});

test("what a server says before its answer to initialize is held up to a cap; comments are not held at all (B3)", async () => {
  const notification = (size: number) =>
    `data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"${"x".repeat(size)}"}}\n\n`;
  const send = async (before: string) => {
    f.upstream.script = ({ json }, response) => {
      startEvents(response);
      response.end(`${before}data: ${initialized(json!.id!)}\n\n`);
    };
    const answer = await f.send(initialize(1));
    return { status: answer.status, text: await answer.text() };
  };
  const sound = await send(`: hello\n\n${notification(100_000)}${notification(100_000)}`);
  expect([sound.status, sound.text.length > 200_000, sound.text.includes("hello")]).toEqual([200, true, false]);
  expect((await send(notification(100_000).repeat(3))).status).toBe(502);
});

test("a stream of comments and empty events is broken off, whoever opens it", async () => {
  for (const noise of ["\n", ":\n", "id: 1\n\n"]) {
    let closed = false;
    f.upstream.script = (_, response) => {
      startEvents(response);
      response.once("close", () => {
        closed = true;
      });
      const more = () => {
        while (!closed && response.write(noise.repeat(8_192)));
      };
      response.on("drain", more);
      more();
    };
    const text = await (await f.send(call("read"))).text();
    expect([noise, text.length < 100_000, /"error":\{"code":-32603/.test(text) || noise.startsWith("id")]).toEqual([noise, true, true]);
    await until(
      () => closed,
      (isClosed) => isClosed,
    );
  }
});

test("who hangs up before its grant is looked up leaves nothing behind", async () => {
  f.upstream.script = (request, response) => (request.method === "GET" ? startEvents(response) : answerAll(request, response));
  const gateway = await f.another();
  const before = (await f.seed.decisions()).length;
  for (let tries = 0; tries < 5; tries++) {
    const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
    const client = new RawClient(gateway, grant.token);
    await new Promise((resolve) => client.socket.once("connect", resolve));
    client.send(client.request("GET"), client.request("GET"));
    await client.closed();
  }
  await until(
    () => f.seed.decisions(),
    (rows) => rows.length >= before + 5,
  );
  await until(
    () => metricOf(gateway, "portcullis_gateway_streams_open"),
    (count) => count === 0,
  );
  expect(f.upstream.received).toEqual([]);
});
