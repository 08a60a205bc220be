import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post, urlOf } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { Reading } from "../testing/reading.ts";
import { definitionOf } from "../testing/seed.ts";
import { cases, patienceMs } from "../testing/seeded.ts";
import { answerAll, rpcResult, type Script, sendJson, startEvents } from "../testing/upstream.ts";

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual", tools: ["read", "write", "secret"], document: { version: "1", default: "allow", hide: ["secret"] } });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

/** A stream stays open; a list answers two tools. */
const streams =
  (open: ServerResponse[]): Script =>
  ({ json, method }, response) => {
    if (json?.method === "tools/list") return sendJson(response, rpcResult(json.id!, { tools: ["read", "write"].map(definitionOf) }));
    if (method !== "GET" && json?.method !== "subscriptions/listen") return answerAll({ json } as never, response);
    startEvents(response);
    if (json !== undefined) response.write(`data: {"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{}}\n\n`);
    open.push(response);
  };

test("T19: a publish that hides a tool is told to whom it concerns, and only that list to who asked for it", async () => {
  const open: ServerResponse[] = [];
  f.upstream.script = streams(open);
  const [changing, still] = [
    await f.seed.policy(f.server, { version: "1", default: "allow" }),
    await f.seed.policy(f.server, { version: "1", default: "allow" }),
  ];
  const [ours, theirs] = [
    await f.seed.grant([{ server: f.server, policy: changing }]),
    await f.seed.grant([{ server: f.server, policy: still }]),
  ];
  const listen = async (token: string, id: number, notifications: object) => {
    const { body, headers } = modern("subscriptions/listen", { notifications }, { id });
    const stream = new Reading(await post({ gateway: f.gateway, token }, body, headers));
    await stream.upTo("acknowledged");
    return stream;
  };
  const get = async (token: string) =>
    new Reading(await fetch(urlOf({ gateway: f.gateway }), { headers: { accept: "text/event-stream", authorization: `Bearer ${token}` } }));
  const told = await listen(ours.token, 7, { toolsListChanged: true });
  const others = [
    await listen(ours.token, 8, { promptsListChanged: true }),
    await listen(theirs.token, 9, { toolsListChanged: true }),
    await get(theirs.token),
  ];
  const legacy = await get(ours.token);
  await f.seed.publish(changing, { version: "1", default: "allow", hide: ["write"] });
  const change = `{"jsonrpc":"2.0","method":"notifications/tools/list_changed"`;
  expect(await told.upTo("list_changed")).toContain(`data: ${change},"params":{"_meta":{"io.modelcontextprotocol/subscriptionId":7}}}\n\n`);
  expect(await legacy.upTo("list_changed")).toContain(`data: ${change}}\n\n`);
  const list = modern("tools/list");
  const { result } = (await (await post({ gateway: f.gateway, token: ours.token }, list.body, list.headers)).json()) as {
    result: { tools: unknown[] };
  };
  expect(result.tools).toEqual([definitionOf("read")]);
  const hidden = (await (await post({ gateway: f.gateway, token: ours.token }, call("write"))).json()) as { error: { code: number } };
  expect(hidden.error.code).toBe(-32602);
  // The others hear the server alone.
  for (const response of open) response.write(`data: {"jsonrpc":"2.0","method":"notifications/message","params":{"data":"last"}}\n\n`);
  for (const other of others) expect(await other.upTo("last")).not.toContain("list_changed");
  for (const stream of [told, legacy, ...others]) await stream.cancel();
});

test(
  "T20: a hidden tool and one that never was are the same, in bytes and in time",
  async () => {
    const [bytes, times] = [new Map<string, Set<string>>(), new Map<string, number[]>()];
    const rounds = cases(300);
    for (let round = 0; round < rounds; round++) {
      for (const name of ["secret", "absent"]) {
        const since = performance.now();
        const text = await (await f.send(call(name))).text();
        times.set(name, [...(times.get(name) ?? []), performance.now() - since]);
        bytes.set(name, (bytes.get(name) ?? new Set()).add(text.replace(name, "?")));
      }
    }
    expect(bytes.get("secret")).toEqual(bytes.get("absent"));
    expect([...bytes.get("secret")!]).toEqual(['{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Unknown tool: ?"}}']);
    const median = (name: string) => times.get(name)!.sort((left, right) => left - right)[Math.floor(rounds / 2)]!;
    // On a busy machine both take longer, and differ by more.
    expect(Math.abs(median("secret") - median("absent"))).toBeLessThan(Math.max(1, median("absent") / 4));
    expect(f.upstream.received).toEqual([]);
  },
  patienceMs,
);

test("T20: a tool that the server has added is not called until it has been read", async () => {
  expect(((await (await f.send(call("added"))).json()) as { error: object }).error).toMatchObject({ message: "Unknown tool: added" });
  await f.seed.tool(f.server, "added", 3);
  const listed = modern("tools/list");
  f.upstream.script = ({ json }, response) => sendJson(response, rpcResult(json!.id!, { tools: ["added", "newer"].map(definitionOf) }));
  await expect
    .poll(async () => (await (await f.send(listed.body, listed.headers)).json()) as object, { timeout: 15_000 })
    .toMatchObject({ result: { tools: [{ name: "added" }] } });
  expect(f.upstream.calls()).toEqual([]);
});

const asking =
  (requestState: string | undefined): Script =>
  ({ json }, response) => {
    const inputRequests = {
      sure: { method: "elicitation/create", params: { message: "sure?", requestedSchema: { type: "object", properties: {} } } },
    };
    const brought = json!.params?.requestState;
    const result =
      brought === undefined ? { resultType: "input_required", inputRequests, requestState } : { resultType: "complete", brought };
    sendJson(response, rpcResult(json!.id!, result));
  };
const elicitation = { capabilities: { elicitation: {} } };
type Asked = { result?: { requestState?: string; brought?: string; inputRequests?: object }; error?: { code: number } };

test("T24, PB-46: a requestState comes back to the server as it was, and opens for its grant, method and arguments alone", async () => {
  const state = 'upstream "state" \u00e9\n1';
  f.upstream.script = asking(state);
  const send = async (token: string, params: Record<string, unknown>, method = "tools/call") => {
    const { body, headers } = modern(method, params, elicitation);
    const answer = await post({ gateway: f.gateway, token }, body, headers);
    return { status: answer.status, text: await answer.text() };
  };
  const read = { name: "read", arguments: { key: 1.5 } };
  const first = JSON.parse((await send(f.grant.token, read)).text) as Asked;
  const sealed = first.result!.requestState!;
  expect(sealed).toMatch(/^pcr1\./);
  expect(sealed).not.toContain("state");
  expect(first.result!.inputRequests).toHaveProperty("sure");
  const retry = { ...read, inputResponses: { sure: { action: "accept", content: {} } }, requestState: sealed };
  expect((JSON.parse((await send(f.grant.token, retry)).text) as Asked).result!.brought).toBe(state);
  expect(f.upstream.received.at(-1)!.json!.params!.inputResponses).toEqual(retry.inputResponses);

  const other = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  f.upstream.received.length = 0;
  const flipped = sealed.slice(0, -2) + (sealed.endsWith("A") ? "B" : "A") + sealed.slice(-1);
  const refused = [
    await send(other.token, retry),
    await send(f.grant.token, { ...retry, arguments: { key: 1.50000001 } }),
    await send(f.grant.token, { ...retry, name: "write" }),
    await send(f.grant.token, { name: "read", arguments: retry.arguments, requestState: sealed }, "prompts/get"),
    await send(f.grant.token, { ...retry, requestState: flipped }),
    await send(f.grant.token, { ...retry, requestState: state }),
    await send(f.grant.token, { ...retry, requestState: 1 }),
  ];
  expect(new Set(refused.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set(['200 {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid or expired requestState"}}']),
  );
  expect(f.upstream.received).toEqual([]);
  // Another replica opens it too.
  const { body, headers } = modern("tools/call", retry, elicitation);
  const elsewhere = await post({ gateway: await f.another(), token: f.grant.token }, body, headers);
  expect(((await elsewhere.json()) as Asked).result!.brought).toBe(state);
});

test("T24: a retry is judged as a call: what is denied meanwhile is not forwarded", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "allow" });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  f.upstream.script = asking("state");
  const ask = modern("tools/call", { name: "read" }, elicitation);
  const { result } = (await (await post({ gateway: f.gateway, token }, ask.body, ask.headers)).json()) as Asked;
  await f.seed.publish(policy, { version: "1", default: "deny" });
  f.upstream.received.length = 0;
  const retry = modern("tools/call", { name: "read", requestState: result!.requestState }, elicitation);
  await expect
    .poll(async () => (await post({ gateway: f.gateway, token }, retry.body, retry.headers)).text(), { timeout: 15_000 })
    .toContain('"reason":"default_deny"');
});
