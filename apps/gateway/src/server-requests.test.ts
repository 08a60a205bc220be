import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, decisionIn, post, until } from "./testing/harness.ts";
import { rpcResult, sendJson, startEvents } from "./testing/upstream.ts";

const version = "2026-07-28";
const capabilities = { elicitation: {}, sampling: {}, roots: {} };
const meta = { "io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": capabilities };
const kinds = { elicitation: "elicitation/create", sampling: "sampling/createMessage", roots: "roots/list" } as const;

let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual" });
});
beforeEach(() => {
  f.upstream.received.length = 0;
});
afterAll(() => f?.close());

/** Each kind's answer to "does the question reach the client?" under this document. */
async function asked(document: object, era: "legacy" | "modern"): Promise<Record<string, boolean>> {
  const policy = await f.seed.policy(f.server, { version: "1", tools: { read: {} }, ...document });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  const reaches: Record<string, boolean> = {};
  for (const [kind, method] of Object.entries(kinds))
    reaches[kind] = await (era === "legacy" ? legacy(token, method) : modern(token, [method]));
  return reaches;
}

async function legacy(token: string, method: string): Promise<boolean> {
  f.upstream.script = ({ json }, response) => {
    if (json?.method !== "tools/call") return void response.writeHead(202).end();
    startEvents(response);
    response.write(`data: {"jsonrpc":"2.0","id":"ask","method":"${method}","params":{}}\n\n`);
    response.end(`data: ${rpcResult(json.id!, { content: [] })}\n\n`);
  };
  const text = await (await post({ gateway: f.gateway, token }, call("read"))).text();
  expect(text).toContain(`"result":{"content":[]}`);
  // What the client never sees is answered in its place.
  if (!text.includes(method)) {
    await until(
      () => f.upstream.received.filter(({ json }) => json?.id === "ask" && json.error !== undefined),
      (answers) => answers.length > 0,
    );
    f.upstream.received.length = 0;
  }
  return text.includes(method);
}

async function modern(token: string, methods: readonly string[], events = false, declared: object = capabilities): Promise<boolean> {
  const inputRequests = Object.fromEntries(methods.map((method, index) => [`q${index}`, { method, params: { message: "sure?" } }]));
  const result = { resultType: "input_required", inputRequests };
  f.upstream.script = ({ json }, response) => {
    if (!events) return sendJson(response, rpcResult(json!.id!, result));
    startEvents(response);
    response.end(`data: ${rpcResult(json!.id!, result)}\n\n`);
  };
  const body = {
    ...call("read"),
    params: { name: "read", arguments: {}, _meta: { ...meta, "io.modelcontextprotocol/clientCapabilities": declared } },
  };
  const headers = { "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": "read" };
  const answer = await post({ gateway: f.gateway, token }, body, headers);
  const text = (await answer.text()).replace(/^data: /, "");
  const decision = await decisionIn(new Response(text));
  const { error } = JSON.parse(text) as { error?: { code: number; data?: unknown } };
  if (error?.code === -32021) {
    expect([answer.status, error.data]).toEqual([400, { requiredCapabilities: { elicitation: {} } }]);
    throw new Error("-32021");
  }
  if (decision === undefined) {
    expect(JSON.parse(text)).toEqual({ jsonrpc: "2.0", id: 1, result });
    return true;
  }
  expect(decision).toMatchObject({ decision: "deny", reason: "default_deny", rule: "/server_requests" });
  expect(text).not.toContain("sure?");
  expect((await f.seed.decisions()).at(-1)).toMatchObject({
    effect: "deny",
    reason: "default_deny",
    rule: "/server_requests",
    outcome: "refused",
  });
  // The call itself was let through and has run.
  expect((await f.seed.decisions()).at(-2)).toMatchObject({ effect: "allow", outcome: "ok" });
  return false;
}

describe.each(["legacy", "modern"] as const)("%s", (era) => {
  test.each([
    [{ default: "allow" }, { elicitation: true, sampling: true, roots: true }],
    [{ default: "deny" }, { elicitation: false, sampling: false, roots: false }],
    [
      { default: "allow", server_requests: [] },
      { elicitation: false, sampling: false, roots: false },
    ],
    [
      { default: "deny", server_requests: ["elicitation"] },
      { elicitation: true, sampling: false, roots: false },
    ],
    [
      { default: "allow", server_requests: ["sampling", "roots"] },
      { elicitation: false, sampling: true, roots: true },
    ],
    [
      { default: "deny", server_requests: [], mode: "observe" },
      { elicitation: true, sampling: true, roots: true },
    ],
  ])("%j", async (document, reaches) => expect(await asked(document, era)).toEqual(reaches));
});

test("one withheld question among several withholds the result, also in an event stream; a kind that nobody knows is withheld", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "deny", tools: { read: {} }, server_requests: ["elicitation"] });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  for (const events of [false, true]) {
    expect(await modern(token, [kinds.elicitation], events)).toBe(true);
    expect(await modern(token, [], events)).toBe(true);
    expect(await modern(token, [kinds.elicitation, kinds.roots], events)).toBe(false);
    expect(await modern(token, ["elicitation/other"], events)).toBe(false);
  }
});

test("a question that the client has not declared is withheld, whatever the policy says (C9)", async () => {
  expect(await modern(f.grant.token, [kinds.elicitation], false, { elicitation: {} })).toBe(true);
  await expect(modern(f.grant.token, [kinds.elicitation], false, { roots: {} })).rejects.toThrow("-32021");
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ effect: "deny", reason: "capability_missing", outcome: "refused" });
});

test("the server does not learn of capabilities that the policy withholds, nor of tasks; all other bytes are as they were (W1, W4)", async () => {
  const policy = await f.seed.policy(f.server, { version: "1", default: "deny", tools: { read: {} }, server_requests: ["elicitation"] });
  const { token } = await f.seed.grant([{ server: f.server, policy }]);
  const route = { gateway: f.gateway, token };
  f.upstream.script = ({ json }, response) => sendJson(response, rpcResult(json!.id!, { protocolVersion: "2025-06-18", capabilities: {} }));
  const initialize = (inner: string) =>
    `{"jsonrpc":"2.0", "id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{${inner}},"n":1.50}}`;
  await post(route, initialize(`"roots":{"listChanged":true}, "elicitation": {} ,"sampling":{},"tasks":{},"x":{ }`));
  expect(f.upstream.received.at(-1)!.body.toString()).toBe(initialize(`"elicitation": {},"x":{ }`));
  await post(route, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","task":{"ttl":1},"arguments":{}}}`);
  expect(f.upstream.received.at(-1)!.json!.params).toEqual({ name: "read", arguments: {} });
  const headers = { "mcp-protocol-version": version, "mcp-method": "tools/call", "mcp-name": "read" };
  await post(route, { ...call("read"), params: { name: "read", _meta: meta } }, headers);
  expect(f.upstream.received.at(-1)!.json!.params!._meta).toMatchObject({
    "io.modelcontextprotocol/clientCapabilities": { elicitation: {} },
  });
  expect(f.upstream.received.at(-1)!.body.toString()).not.toContain("sampling");
});
