import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call } from "../testing/harness.ts";
import { definitionOf } from "../testing/seed.ts";
import { type RpcMessage, rpcResult, type Script, sendJson, startEvents } from "../testing/upstream.ts";

let f: Fixture;
let how: "json" | "events" | "half" | "html" = "json";
/** Answers a batch in one array or one by one, its last answer first. */
const batching: Script = ({ json, body }, response) => {
  if (json?.method === "initialize") {
    const result = { protocolVersion: json.params!.protocolVersion, capabilities: {}, serverInfo: { name: "s", version: "1" } };
    return sendJson(response, rpcResult(json.id!, result), { "mcp-session-id": "s-1" });
  }
  const messages = JSON.parse(body.toString()) as RpcMessage[];
  const requests = messages.filter(({ id, method }) => id !== undefined && method !== undefined).reverse();
  if (requests.length === 0) return void response.writeHead(202).end();
  const resultOf = ({ id, method }: RpcMessage) =>
    method === "tools/list" ? rpcResult(id!, { tools: ["read", "secret"].map(definitionOf) }) : rpcResult(id!, { done: id });
  if (how === "html") return void response.writeHead(500, { "content-type": "text/html" }).end("<p>secret</p>");
  if (how === "half") return sendJson(response, `[${resultOf(requests[0]!)}]`);
  if (how === "json") return sendJson(response, ` [${requests.map(resultOf).join(", ")}]`);
  startEvents(response);
  response.write(": hello\n\n");
  for (const one of requests) response.write(`id: ${one.id}\ndata: ${resultOf(one)}\n\n`);
  response.end();
};
beforeAll(async () => {
  const limits = [{ counter: "calls", window: "month", max: 3 }];
  const document = { version: "1", default: "allow", hide: ["secret"], tools: { write: { action: "deny" }, counted: { limits } } };
  f = await fixture({ document, tools: ["read", "write", "secret", "counted"], script: batching });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  how = "json";
});
afterAll(() => f?.close());

async function open(protocolVersion: string): Promise<Record<string, string>> {
  const answer = await f.send({ jsonrpc: "2.0", id: 0, method: "initialize", params: { protocolVersion, capabilities: {} } });
  await answer.arrayBuffer();
  f.upstream.received.length = 0;
  return { "mcp-session-id": answer.headers.get("mcp-session-id")! };
}

const list = (id: number) => ({ jsonrpc: "2.0", id, method: "tools/list" });
const note = { jsonrpc: "2.0", method: "notifications/progress", params: { progressToken: 1, progress: 1 } };
type Answer = {
  id: number;
  result?: { done?: number; tools?: unknown };
  error?: { code: number; data?: { "io.portcullis/decision": object } };
};

test("T25: in a session of 2025-03-26 a batch that is allowed goes as it is; each answer is read as that of its own request", async () => {
  const session = await open("2025-03-26");
  const body = ` [${[call("read", {}, 1), note, list(2), call("read", { n: 1 }, 3)].map((one) => JSON.stringify(one)).join(" ,\n")} ]`;
  const before = (await f.seed.decisions()).length;
  const answer = await f.send(body, session);
  expect(answer.status).toBe(200);
  expect(f.upstream.received.map((seen) => [seen.body.toString(), seen.headers["mcp-session-id"]])).toEqual([[body, "s-1"]]);
  const answers = ((await answer.json()) as Answer[]).sort((left, right) => left.id - right.id);
  expect(answers.map(({ result }) => result)).toEqual([{ done: 1 }, { tools: [definitionOf("read")] }, { done: 3 }]);
  const records = (await f.seed.decisions()).slice(before);
  expect(records.map(({ method, outcome }) => `${method} ${outcome}`).sort()).toEqual([
    "notifications/progress ok",
    "tools/call ok",
    "tools/call ok",
    "tools/list ok",
  ]);
});

test("T25: its answers may come as events, one by one, each recorded before it is delivered", async () => {
  how = "events";
  const session = await open("2025-03-26");
  const text = await (await f.send([call("read", {}, 1), list(2)], session)).text();
  expect(text).toBe(`: hello\n\ndata: ${rpcResult(2, { tools: [definitionOf("read")] })}\n\ndata: ${rpcResult(1, { done: 1 })}\n\n`);
});

test("B8: a batch takes its limits together: all of them, or none and nothing is sent", async () => {
  const session = await open("2025-03-26");
  const batch = (count: number) => Array.from({ length: count }, (_, index) => call("counted", {}, index + 1));
  const before = (await f.seed.decisions()).length;
  const full = (await (await f.send([...batch(4), call("read", {}, 9)], session)).json()) as Answer[];
  expect(
    full.map((answer) => /"reason":"(\w+)"/.exec(JSON.stringify(answer))?.[1]).sort((a, b) => String(a).localeCompare(String(b))),
  ).toEqual([...Array.from({ length: 4 }, () => "batch_refused"), "limit_exceeded"]);
  expect(f.upstream.received).toEqual([]);
  const refused = (await f.seed.decisions()).slice(before);
  expect(refused.map(({ effect, outcome }) => `${effect} ${outcome}`)).toEqual(Array.from({ length: 5 }, () => "deny refused"));
  const three = (await (await f.send(batch(3), session)).json()) as Answer[];
  expect(three.map(({ result }) => result?.done).sort((a, b) => Number(a) - Number(b))).toEqual([1, 2, 3]);
  expect(JSON.stringify(await (await f.send(call("counted"), session)).json())).toContain("limit_exceeded");
});

test("T25: one that is denied or hidden takes the others with it: none is forwarded", async () => {
  const session = await open("2025-03-26");
  for (const [name, own] of [["write", "denied"]]) {
    const before = (await f.seed.decisions()).length;
    const answers = (await (await f.send([call("read", {}, 1), note, call(name!, {}, 2)], session)).json()) as Answer[];
    expect(answers.map(({ id }) => id)).toEqual([1, 2]);
    expect(answers[0]!.error).toMatchObject({ code: 4030, data: { "io.portcullis/decision": { reason: "batch_refused" } } });
    expect(JSON.stringify(answers[1])).toContain(`"reason":"${own}"`);
    const records = (await f.seed.decisions()).slice(before);
    expect(records.map(({ reason }) => reason).sort()).toEqual(["batch_refused", "batch_refused", own]);
  }
  const answers = (await (await f.send([list(1), call("secret", {}, 2)], session)).json()) as Answer[];
  expect(answers[0]!.error).toMatchObject({
    code: 4030,
    data: { "io.portcullis/decision": { decision: "deny", reason: "batch_refused" } },
  });
  expect(answers[1]!.error!.code).toBe(-32602);
  expect(f.upstream.received).toEqual([]);
});

test("T25: notifications alone are 202; an answer that lacks some, or is none, is an error for each that lacks its own", async () => {
  const session = await open("2025-03-26");
  expect((await f.send([note, note], session)).status).toBe(202);
  how = "half";
  const answers = (await (await f.send([call("read", {}, 1), call("read", {}, 2)], session)).json()) as Answer[];
  expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
    [2, undefined],
    [1, -32603],
  ]);
  how = "html";
  const failed = await f.send([call("read", {}, 1), call("read", {}, 2)], session);
  const text = await failed.text();
  expect([failed.status, (JSON.parse(text) as Answer[]).map(({ error }) => error?.code)]).toEqual([502, [-32603, -32603]]);
  expect(text).not.toContain("secret");
});

test("T25: elsewhere a batch is 400 and not forwarded: another version, no session, modern, too many, an id twice, initialize", async () => {
  const [old, young] = [await open("2025-03-26"), await open("2025-06-18")];
  const two = [call("read", {}, 1), call("read", {}, 2)];
  const many = Array.from({ length: 101 }, (_, id) => call("read", {}, id));
  const initialize = { jsonrpc: "2.0", id: 9, method: "initialize", params: {} };
  const refused = [
    await f.send(two, young),
    await f.send(two),
    await f.send(two, { "mcp-protocol-version": "2025-03-26" }),
    await f.send(two, { "mcp-protocol-version": "2026-07-28" }),
    await f.send(many, old),
    await f.send([call("read", {}, 1), call("read", {}, 1)], old),
    await f.send([call("read", {}, 1), initialize], old),
    await f.send([], old),
  ];
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
  for (const answer of refused) expect(((await answer.json()) as Answer).error!.code).toBe(-32600);
  expect(f.upstream.received).toEqual([]);
});
