import type { ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post } from "../testing/harness.ts";
import { modern } from "../testing/modern.ts";
import { definitionOf } from "../testing/seed.ts";
import { answerAll, rpcResult, sendJson, startEvents } from "../testing/upstream.ts";

const mirrored = {
  name: "mirrored",
  inputSchema: {
    type: "object",
    properties: {
      region: { type: "string", "x-mcp-header": "Region" },
      deep: { type: "object", properties: { size: { type: "integer", "x-mcp-header": "Size" } } },
    },
  },
};
let f: Fixture;
beforeAll(async () => {
  f = await fixture({ era: "dual", tools: ["read", "write", mirrored] });
});
beforeEach(() => {
  f.upstream.received.length = 0;
  f.upstream.script = answerAll;
});
afterAll(() => f?.close());

const answersWith = (write: (response: ServerResponse, id: string | number) => void) => {
  f.upstream.script = ({ json }, response) => write(response, json!.id!);
};
const ask = async (body: object, headers: Record<string, string> = {}, token = f.grant.token) => {
  const answer = await post({ gateway: f.gateway, token }, body, headers);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const askModern = (method: string, params: Record<string, unknown>, options: Parameters<typeof modern>[2] = {}, token = f.grant.token) => {
  const { body, headers } = modern(method, params, options);
  return ask(body, headers, token);
};

describe("A8: compressed answers", () => {
  const text = rpcResult(1, { content: [{ type: "text", text: "plain" }] });
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("%s is undone, for JSON and for events", async (coding, compress) => {
    answersWith((response) => {
      const body = compress(text);
      response.writeHead(200, { "content-type": "application/json", "content-encoding": coding, "content-length": body.length }).end(body);
    });
    const json = await ask(call("read"));
    expect([json.status, json.text, json.headers.get("content-encoding")]).toEqual([200, text, null]);
    const events = `: hello\n\nid: 4\ndata: ${text}\n\n`;
    answersWith((response) => {
      startEvents(response, { "content-encoding": coding });
      response.end(compress(events));
    });
    expect((await ask(call("read"))).text).toBe(events);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["a length that is not its own", (r) => r.writeHead(200, { ...gzipped, "content-length": 5 }).end(gzipSync(text).subarray(0, 5))],
    ["half a body", (r) => r.writeHead(200, gzipped).end(gzipSync(text).subarray(0, 20))],
    ["no compression at all", (r) => r.writeHead(200, gzipped).end(text)],
    ["two codings", (r) => r.writeHead(200, { ...gzipped, "content-encoding": "gzip, br" }).end(gzipSync(text))],
    ["a thousandfold", (r) => r.writeHead(200, gzipped).end(gzipSync(rpcResult(1, { content: " ".repeat(9_000_000) })))],
  ])("T21, EF-21: %s: 502 with a body of the gateway's", async (_what, write) => {
    answersWith(write);
    const { status, text: answer } = await ask(call("read"));
    expect([status, (JSON.parse(answer) as { error: { code: number } }).error.code]).toEqual([502, -32603]);
    expect(answer).not.toContain("plain");
  });
  const gzipped = { "content-type": "application/json", "content-encoding": "gzip" };
});

test.each<[string, (response: ServerResponse) => void]>([
  [
    "an HTML page with a stack trace",
    (r) => r.writeHead(500, { "content-type": "text/html" }).end("<h1>Error</h1><pre>at Object.secret</pre>"),
  ],
  ["a redirect", (r) => r.writeHead(302, { location: "http://127.0.0.1:1/secret" }).end("secret")],
  ["an HTML page that says 200", (r) => r.writeHead(200, { "content-type": "text/html" }).end("<h1>secret</h1>")],
])("T21: %s: 502, and nothing of it passes", async (_what, write) => {
  answersWith(write);
  const { status, headers, text } = await ask(call("read"));
  expect([status, (JSON.parse(text) as { error: { code: number } }).error.code]).toEqual([502, -32603]);
  expect(text + JSON.stringify([...headers])).not.toContain("secret");
});

test("T22: a stream of no bytes, one that dies, invented progress, an error that says it is none", async () => {
  answersWith((response) => {
    startEvents(response);
    response.end();
  });
  expect((await ask(call("read"))).text).toMatch(/^data: \{"jsonrpc":"2.0","id":1,"error":\{"code":-32603/);
  answersWith((response) => {
    startEvents(response);
    response.write(`data: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n`, () => response.destroy());
  });
  expect((await ask(call("read"))).text).toMatch(/\n\ndata: \{"jsonrpc":"2.0","id":1,"error":\{"code":-32603/);
  const odd = `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"nobody's","progress":3}}\n\ndata: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"nobody's","progress":1}}\n\ndata: ${rpcResult(1, { content: [{ type: "text", text: "Error: it failed" }] })}\n\n`;
  answersWith((response) => {
    startEvents(response);
    response.end(odd);
  });
  expect((await ask(call("read"))).text).toBe(odd);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ effect: "allow", outcome: "ok", upstream_status: 200 });
});

test("T23: 3.5 MB in one line pass byte for byte", async () => {
  const event = `data: ${rpcResult(1, { content: [{ type: "text", text: "x".repeat(3_500_000) }] })}\n\n`;
  answersWith((response) => {
    startEvents(response);
    response.end(event);
  });
  expect((await ask(call("read"))).text === event).toBe(true);
});

describe("T17, C2: headers that mirror arguments", () => {
  const send = (args: object | undefined, headers: Record<string, string>, name = "mirrored") => {
    const request = modern("tools/call", { name, ...(args === undefined ? {} : { arguments: args }) });
    return ask(request.body, { ...request.headers, ...headers });
  };
  test.each<[object | undefined, Record<string, string>]>([
    [{ region: "eu" }, { "Mcp-Param-Region": "eu" }],
    [{ region: "é" }, { "mcp-param-region": "=?base64?w6k=?=" }],
    [{ deep: { size: 42 } }, { "Mcp-Param-Size": " 42.0 " }],
    [{ region: null }, {}],
    [undefined, {}],
    [{ region: "eu" }, { "Mcp-Param-Region": "eu", "Mcp-Param-X": "anything" }],
  ])("%j with %j is forwarded with its headers", async (args, headers) => {
    expect((await send(args, headers)).status).toBe(200);
    const [seen] = f.upstream.received;
    for (const [name, value] of Object.entries(headers)) expect(seen!.headers[name.toLowerCase()]).toBe(value.trim());
  });
  test.each<[object | undefined, Record<string, string>]>([
    [{ region: "eu" }, {}],
    [{ region: "eu" }, { "Mcp-Param-Region": "us" }],
    [{ region: "eu" }, { "Mcp-Param-Region": "EU" }],
    [{ region: "eu" }, { "Mcp-Param-Region": "=?base64?ZXU?=" }],
    [{ deep: { size: 42 } }, { "Mcp-Param-Size": "43" }],
    [{ region: null }, { "Mcp-Param-Region": "eu" }],
    [undefined, { "Mcp-Param-Region": "eu" }],
  ])("%j with %j is -32020", async (args, headers) => {
    const { status, text } = await send(args, headers);
    expect([status, (JSON.parse(text) as { id: number; error: { code: number } }).error.code]).toEqual([400, -32020]);
    expect(f.upstream.received).toEqual([]);
  });
  test("of a tool that declares none they pass as they are (A7)", async () => {
    expect((await send({}, { "Mcp-Param-Region": "=?base64?!?=" }, "read")).status).toBe(200);
    expect(f.upstream.received[0]!.headers["mcp-param-region"]).toBe("=?base64?!?=");
  });
});

describe("M1: trace context", () => {
  const [trace, span] = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"];
  const sent = () => /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(String(f.upstream.received.at(-1)!.headers.traceparent))!;
  test("of the message goes on under a span of the gateway's, and stays as it is in the message", async () => {
    const meta = { traceparent: `00-${trace}-${span}-01`, tracestate: "a=1" };
    await askModern("tools/call", { name: "read" }, { meta });
    expect([sent()[1], sent()[3], f.upstream.received[0]!.headers.tracestate]).toEqual([trace, "01", "a=1"]);
    expect(sent()[2]).not.toBe(span);
    expect(f.upstream.received[0]!.json!.params!._meta).toMatchObject(meta);
  });
  test("of the headers counts where the message has none; a broken one is none, and a trace begins here", async () => {
    await ask(call("read"), { traceparent: `00-${trace}-${span}-00`, baggage: "user=1" });
    expect([sent()[1], f.upstream.received[0]!.headers.baggage]).toEqual([trace, undefined]);
    await ask(call("read"), { traceparent: "00-broken", tracestate: "a=1" });
    expect(sent()[1]).not.toBe(trace);
    expect(f.upstream.received.at(-1)!.headers.tracestate).toBeUndefined();
  });
});

describe("W7: what a server says it can do", () => {
  const capabilities = {
    tools: {},
    prompts: { listChanged: false },
    resources: { subscribe: true },
    completions: {},
    logging: {},
    tasks: { list: {} },
    extensions: { "io.modelcontextprotocol/ui": { v: 1 }, "com.example/other": {} },
    experimental: { x: 1.0 },
  };
  const discover = (token: string) => {
    const result = { resultType: "complete", supportedVersions: ["2027-01-01", "2026-07-28"], capabilities, serverInfo: { n: 1 } };
    answersWith((response, id) => sendJson(response, rpcResult(id, result)));
    return askModern("server/discover", {}, {}, token);
  };
  test("what is withheld is cut, changes of lists are promised", async () => {
    const { text } = await discover(f.grant.token);
    expect((JSON.parse(text) as { result: object }).result).toEqual({
      resultType: "complete",
      supportedVersions: ["2026-07-28"],
      capabilities: {
        tools: { listChanged: true },
        prompts: { listChanged: true },
        resources: { subscribe: true, listChanged: true },
        completions: {},
        logging: {},
        extensions: { "io.modelcontextprotocol/ui": { v: 1 } },
        experimental: { x: 1 },
      },
      serverInfo: { n: 1 },
      cacheScope: "private",
      ttlMs: 0,
    });
  });
  test("what the policy lets nobody use is cut", async () => {
    const policy = await f.seed.policy(f.server, { version: "1", default: "deny", resources: { allow: ["a://*"] } });
    const { token } = await f.seed.grant([{ server: f.server, policy }]);
    const { text } = await discover(token);
    const told = (JSON.parse(text) as { result: { capabilities: object } }).result.capabilities;
    expect(Object.keys(told)).toEqual(["tools", "resources", "completions", "logging", "extensions", "experimental"]);
  });
  test("initialize: the same, and a promise only where there is a session to keep it on; extensions are cut on the way up too (W1)", async () => {
    const result = { protocolVersion: "2025-11-25", capabilities: { tools: {}, tasks: {} }, serverInfo: { name: "s", version: "1" } };
    const declared = { extensions: { "io.modelcontextprotocol/ui": {}, "com.example/other": {} }, x: 1 };
    const body = { jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: declared } };
    for (const session of [{}, { "mcp-session-id": "s-1" }]) {
      answersWith((response, id) => sendJson(response, rpcResult(id, result), session as Record<string, string>));
      const told = (JSON.parse((await ask(body)).text) as { result: { capabilities: object } }).result.capabilities;
      expect(told).toEqual({ tools: "mcp-session-id" in session ? { listChanged: true } : {} });
    }
    expect(f.upstream.received[0]!.json!.params!.capabilities).toEqual({ extensions: { "io.modelcontextprotocol/ui": {} }, x: 1 });
  });
});

test("D11: a tool that runs as a task only is not there", async () => {
  await f.seed.tool(f.server, { name: "slow", execution: { taskSupport: "required" } } as never, 9);
  await expect.poll(async () => (await ask(call("slow"))).text, { timeout: 15_000 }).toContain("Unknown tool: slow");
  const list = [definitionOf("read"), { name: "slow", execution: { taskSupport: "required" } }];
  answersWith((response, id) => sendJson(response, rpcResult(id, { tools: list })));
  const { text } = await askModern("tools/list", {});
  expect((JSON.parse(text) as { result: { tools: unknown } }).result.tools).toEqual([definitionOf("read")]);
});

describe("F11: a page that a server wants opened", () => {
  const put = (params: object) => {
    const inputRequests = { page: { method: "elicitation/create", params } };
    answersWith((response, id) => sendJson(response, rpcResult(id, { resultType: "input_required", inputRequests })));
    return askModern("tools/call", { name: "read" }, { capabilities: { elicitation: {} } });
  };
  test.each([{ mode: "url", url: "https://example.com/login", message: "m" }, { mode: "form", message: "m" }, { message: "m" }])(
    "%j passes",
    async (params) => expect((await put(params)).text).toContain("input_required"),
  );
  test.each([
    { mode: "url", url: "http://example.com/login", message: "m" },
    { mode: "url", url: "javascript:alert(1)", message: "m" },
    { mode: "url", message: "m" },
    { mode: "other", message: "m" },
    { url: "https://example.com/login", message: "m" },
  ])("%j does not", async (params) => {
    const { text } = await put(params);
    expect(text).not.toContain("input_required");
    expect(text).toContain("POLICY DENIED");
  });
});
