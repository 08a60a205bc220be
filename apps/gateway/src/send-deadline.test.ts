import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, environmentFor, post, until } from "./testing/harness.ts";
import { plantedGateway } from "./testing/planted.ts";
import { metricOf } from "./testing/raw.ts";
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

/** Until so many calls are on their way or wait for the connection. */
const underWay = (calls: number) =>
  until(
    () => metricOf(f.gateway, "portcullis_gateway_calls_in_flight"),
    (count) => count === calls,
  );

test("a call that waits for a connection while its grant is revoked is not sent (L9)", async () => {
  const grant = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  const send = (id: number) => post({ gateway: f.gateway, token: grant.token }, call("write", {}, id));
  expect((await send(1)).status).toBe(200);
  const release = await takeConnection();
  f.upstream.received.length = 0;
  const waiting = send(2);
  await underWay(2);
  await f.seed.revoke(grant.id);
  await until(
    () => post({ gateway: f.gateway, token: grant.token }, { jsonrpc: "2.0", method: "ping" }),
    ({ status }) => status === 401,
  );
  await release();
  expect((await waiting).status).toBe(401);
  expect(f.upstream.calls()).toEqual([]);
});

test("a call that has waited long for its connection is admitted when it has it, and then sent", async () => {
  const release = await takeConnection();
  f.upstream.received.length = 0;
  const decided = f.send(call("write", {}, 3));
  const open = f.send({ jsonrpc: "2.0", id: 4, method: "ping" });
  await underWay(3);
  const late = performance.now() + 1_200;
  await until(
    () => performance.now(),
    (now) => now > late,
  );
  expect((await f.seed.decisions()).filter(({ tool }) => tool === "write")).toHaveLength(1);
  await release();
  expect(await (await decided).json()).toMatchObject({ id: 3, result: { content: [{ text: "done" }] } });
  expect(await (await open).json()).toMatchObject({ id: 4, result: {} });
  expect((await f.send(call("write", {}, 5))).status).toBe(200);
});

test("an admitted call whose connection dies before its first byte, and is not there again within a second, is not sent and takes no limit", async () => {
  const document = { version: "1", default: "allow", tools: { write: { limits: [{ counter: "late", window: "day", max: 1 }] } } };
  const policy = await f.seed.policy(f.server, document);
  const grant = await f.seed.grant([{ server: f.server, policy }]);
  f.upstream.received.length = 0;
  // Holds every call between its admission and its first byte.
  const held = {
    file: "apps/gateway/src/relay/forward.ts",
    from: "  try {\n    const pool = x.connection",
    to: "  const until = performance.now() + 1_100;\n  while (x.handedAt !== undefined && performance.now() < until);\n  try {\n    const pool = x.connection",
  };
  const gateway = await plantedGateway(held, environmentFor(f.database, { DRAIN_SECONDS: "0.1" }));
  const refused = await post({ gateway, token: grant.token }, call("write", {}, 20));
  expect(await decisionIn(refused)).toMatchObject({ decision: "unavailable", reason: "deadline_exceeded" });
  expect(f.upstream.calls()).toEqual([]);
  const last = async () => (await f.seed.decisions()).at(-1);
  await until(last, (row) => row?.outcome === "not_sent");
  await gateway.close();
  const again = await post({ gateway: f.gateway, token: grant.token }, call("write", {}, 21));
  expect(await again.json()).toMatchObject({ id: 21, result: { content: [{ text: "done" }] } });
});

test("a call that waits while something else of its organization changes is sent; one whose policy changes is not", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "allow" });
  const grant = await f.seed.grant([{ server: f.server, policy }]);
  const send = (id: number) => post({ gateway: f.gateway, token: grant.token }, call("write", {}, id));
  expect((await send(10)).status).toBe(200);
  const beside = await f.seed.policy(f.server, { version: "1", default: "deny" });
  const witness = await f.seed.grant([{ server: f.server, policy: beside }]);
  /** Lets a call wait while this happens, and until the gateway has noticed a change that came after it. */
  const during = async (id: number, change: () => Promise<unknown>) => {
    const release = await takeConnection();
    const waiting = send(id);
    await underWay(2);
    await change();
    await f.seed.publish(beside, { version: "1", default: "deny", tools: { write: { action: "deny", reason: `noticed ${id}` } } });
    await until(
      async () => (await post({ gateway: f.gateway, token: witness.token }, call("write"))).text(),
      (text) => text.includes(`noticed ${id}`),
    );
    f.upstream.received.length = 0;
    await release();
    return (await waiting).json();
  };
  expect(await during(11, async () => {})).toMatchObject({
    id: 11,
    result: { content: [{ text: "done" }] },
  });
  expect(f.upstream.calls()).toHaveLength(1);
  const closed = await during(12, () => f.seed.publish(policy, { version: "1", default: "deny" }));
  expect(closed).toMatchObject({ id: 12, result: { isError: true } });
  expect(f.upstream.calls()).toEqual([]);
});
