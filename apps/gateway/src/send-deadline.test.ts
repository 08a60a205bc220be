import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { answerAll, rpcResult, sendJson } from "./testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  // One connection: whoever comes second waits for it.
  f = await fixture({ environment: { LIMIT_CONNECTIONS_PER_UPSTREAM: "1" } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

/** Takes the only connection until `release`. */
async function takeConnection() {
  let held: ServerResponse | undefined;
  f.upstream.script = (_, response) => {
    held = response;
    f.upstream.script = answerAll;
  };
  const answer = f.send(call("read", {}, 100));
  await until(
    () => held,
    (response) => response !== undefined,
  );
  return async () => {
    sendJson(held!, rpcResult(100, {}));
    expect((await answer).status).toBe(200);
  };
}

const outcomes = async () => (await f.seed.decisions()).map(({ tool, effect, reason, outcome }) => [tool, effect, reason, outcome]);

test("a call that waits for a connection while its grant is revoked is not sent (L9)", async () => {
  const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const send = (id: number) => post({ gateway: f.gateway, token: grant.token }, call("write", {}, id));
  expect((await send(1)).status).toBe(200);
  const release = await takeConnection();
  f.upstream.received.length = 0;
  const waiting = send(2);
  await f.seed.revoke(grant.id);
  await until(
    () => post({ gateway: f.gateway, token: grant.token }, { jsonrpc: "2.0", method: "ping" }),
    ({ status }) => status === 401,
  );
  await release();
  expect(await (await waiting).json()).toMatchObject({
    id: 2,
    result: { isError: true, _meta: { "io.portcullis/decision": { decision: "unavailable", reason: "deadline_exceeded" } } },
  });
  expect(f.upstream.calls()).toEqual([]);
  expect(await outcomes()).toContainEqual(["write", "deny", "deadline_exceeded", "not_sent"]);
});

test("a decision that is older than a second is not sent; what nobody had to decide is, on the same connection", async () => {
  const release = await takeConnection();
  const connection = f.upstream.received[0]!.port;
  f.upstream.received.length = 0;
  const decided = f.send(call("write", {}, 3));
  const open = f.send({ jsonrpc: "2.0", id: 4, method: "ping" });
  const late = performance.now() + 1_200;
  await until(
    () => performance.now(),
    (now) => now > late,
  );
  await release();
  expect(await (await decided).json()).toMatchObject({ id: 3, result: { isError: true } });
  expect(await (await open).json()).toMatchObject({ id: 4, result: {} });
  expect(f.upstream.received.map(({ json, port }) => [json?.id, port])).toEqual([[4, connection]]);
  expect((await f.send(call("write", {}, 5))).status).toBe(200);
});
