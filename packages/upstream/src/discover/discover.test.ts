import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterEach, expect, test } from "vitest";
import { parsePrivateUpstreams } from "../allowlist.ts";
import { createDialer, type FetchOptions } from "../dialer.ts";
import { handshakeScript, perRequestScript, reply, type Script, scriptedServer } from "../testing/scripted-server.ts";
import { type DiscoverInput, discover } from "./discover.ts";
import { DiscoveryError } from "./failure.ts";

const servers: HttpServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const dialer = createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });
const fetchFor = (options?: FetchOptions) => dialer.fetch("acme", options);
async function start(script: Script) {
  const scripted = await scriptedServer(script);
  servers.push(scripted.server);
  return scripted;
}
async function failure(input: Omit<DiscoverInput, "fetch"> & { fetch?: DiscoverInput["fetch"] }): Promise<DiscoveryError> {
  const error = await discover({ fetch: fetchFor(), ...input }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiscoveryError)) throw new Error(`not a DiscoveryError: ${error}`);
  return error;
}
const tool = (name: string) => `{"name":"${name}","inputSchema":{"type":"object"}}`;

test("a server of the handshake era: every page, definitions byte for byte, session opened, used and ended", async () => {
  const odd = '{ "name":"caf\\u00e9", "x-vendor":{"n":1.0e2,"big":9007199254740993}, "inputSchema":{"type":"object"} }';
  const pages: Record<string, string> = {
    undefined: `{"tools":[${odd}, ${tool("b")}],"nextCursor":""}`,
    "": `{"tools":[],"nextCursor":"last"}`,
    last: `{"tools":[${tool("c")}]}`,
  };
  const { url, received } = await start(handshakeScript((cursor) => pages[String(cursor)] ?? "{}", { "mcp-session-id": "s-1" }));
  const found = await discover({ url, fetch: fetchFor(), headers: { Authorization: "Bearer upstream", Accept: "text/html" } });
  expect(found).toEqual({
    era: "legacy",
    protocolVersion: "2025-06-18",
    supportedVersions: ["2025-06-18"],
    serverInfo: { name: "scripted", version: "1" },
    capabilities: { tools: {} },
    tools: [
      { name: "café", definition: odd },
      { name: "b", definition: tool("b") },
      { name: "c", definition: tool("c") },
    ],
  });
  const [probe, initialize, ...inSession] = received;
  expect([probe?.message?.method, initialize?.message?.method]).toEqual(["server/discover", "initialize"]);
  expect(initialize?.headers).not.toHaveProperty("mcp-protocol-version");
  expect(inSession.map(({ method, message }) => message?.method ?? method)).toEqual([
    "notifications/initialized",
    "tools/list",
    "tools/list",
    "tools/list",
    "DELETE",
  ]);
  for (const { headers } of inSession)
    expect(headers).toMatchObject({ "mcp-session-id": "s-1", "mcp-protocol-version": "2025-06-18", authorization: "Bearer upstream" });
  for (const { headers, method } of received) if (method === "POST") expect(headers.accept).toBe("application/json, text/event-stream");
});

test("a server of the per-request era, with its facts and no session", async () => {
  const { url, received } = await start(
    perRequestScript(`{"resultType":"complete","tools":[${tool("a")}],"ttlMs":0,"cacheScope":"public"}`),
  );
  expect(await discover({ url, fetch: fetchFor() })).toEqual({
    era: "modern",
    protocolVersion: "2026-07-28",
    supportedVersions: ["2026-07-28"],
    serverInfo: { name: "scripted", version: "2", title: "Scripted" },
    capabilities: { tools: { listChanged: true } },
    instructions: "Read first.",
    tools: [{ name: "a", definition: tool("a") }],
  });
  expect(received.every(({ headers }) => headers["mcp-session-id"] === undefined)).toBe(true);
});

test("a server of both eras is listed by the newer one, and its session is ended", async () => {
  const modern = perRequestScript(`{"tools":[${tool("modern")}]}`);
  const legacy = handshakeScript(() => `{"tools":[${tool("legacy")}]}`, { "mcp-session-id": "s-2" });
  const { url, received } = await start((entry, response) => (entry.message?.params?._meta ? modern : legacy)(entry, response));
  const found = await discover({ url, fetch: fetchFor() });
  expect(found).toMatchObject({
    era: "dual",
    protocolVersion: "2026-07-28",
    supportedVersions: ["2026-07-28", "2025-06-18"],
    tools: [{ name: "modern" }],
  });
  expect(received.filter(({ method }) => method === "DELETE")).toHaveLength(1);
});

test.each([true, false])("the SDK's own server is understood (JSON answers: %s)", async (enableJsonResponse) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => "sdk-session", enableJsonResponse });
  const server = new Server({ name: "sdk", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: "echo", inputSchema: { type: "object" } }] }));
  await server.connect(transport);
  const http = createServer((request, response) => void transport.handleRequest(request, response));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  servers.push(http);
  const { port } = http.address() as AddressInfo;
  const found = await discover({ url: `http://127.0.0.1:${port}/mcp`, fetch: fetchFor() });
  expect(found).toMatchObject({ era: "legacy", protocolVersion: "2025-11-25", serverInfo: { name: "sdk" }, tools: [{ name: "echo" }] });
});

test("an answer as an event stream is found among comments, priming events and other messages", async () => {
  const script = handshakeScript(() => `{"tools":[]}`);
  const { url } = await start((entry, response) => {
    if (entry.message?.method !== "tools/list") return script(entry, response);
    const messages = [`{"jsonrpc":"2.0","method":"notifications/message","params":{}}`, `{"jsonrpc":"2.0","id":99,"method":"ping"}`];
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": hello\n\nid: 1\ndata:\n\n");
    for (const message of messages) response.write(`event: message\ndata: ${message}\n\n`);
    response.write(`data: {"jsonrpc":"2.0","id":${entry.message.id},\ndata: "result":{"tools":[${tool("a")}]}}\n\n`);
    // Left open on purpose: the answer is complete all the same.
  });
  expect((await discover({ url, fetch: fetchFor() })).tools).toEqual([{ name: "a", definition: tool("a") }]);
});

test("a server without the tools capability has no tools and is not asked for them", async () => {
  const { url, received } = await start((entry, response) =>
    entry.message?.method === "initialize"
      ? reply(response, entry, '{"protocolVersion":"2025-11-25","capabilities":{"prompts":{}}}')
      : handshakeScript(() => "{}")(entry, response),
  );
  expect(await discover({ url, fetch: fetchFor() })).toMatchObject({ tools: [], serverInfo: null });
  expect(received.some(({ message }) => message?.method === "tools/list")).toBe(false);
});

const html: Script = (_received, response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome</h1>");
const status =
  (code: number, headers: Record<string, string> = {}): Script =>
  (_received, response) =>
    response.writeHead(code, headers).end();
const initializing =
  (result: string, headers: Record<string, string> = {}): Script =>
  (entry, response) =>
    entry.message?.method === "initialize" ? reply(response, entry, result, headers) : handshakeScript(() => "{}")(entry, response);

test.each<[string, string, Script, RegExp]>([
  ["a web page", "not_mcp", html, /not an MCP server/],
  ["an unknown path", "not_mcp", status(404), /no MCP endpoint/],
  ["a path without POST", "not_mcp", status(405), /no MCP endpoint/],
  [
    "some other JSON",
    "not_mcp",
    (_received, response) => response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}'),
    /not an MCP server/,
  ],
  ["a redirect", "redirects", status(307, { location: "http://127.0.0.1:9/" }), /redirects/],
  ["401", "wants_credentials", status(401), /wants credentials/],
  ["403", "wants_credentials", status(403), /wants credentials/],
  ["500", "unreachable", status(500), /HTTP 500/],
  ["an unknown revision", "bad_answer", initializing('{"protocolVersion":"1999-01-01","capabilities":{}}'), /1999-01-01/],
  [
    "a session id that is too long",
    "bad_answer",
    initializing('{"protocolVersion":"2025-06-18","capabilities":{}}', { "mcp-session-id": "x".repeat(513) }),
    /session id/,
  ],
  ["a duplicate tool", "bad_answer", handshakeScript(() => `{"tools":[${tool("a")},${tool("a")}]}`), /"a" twice/],
  [
    "a duplicate tool on another page",
    "bad_answer",
    handshakeScript((cursor) => (cursor ? `{"tools":[${tool("a")}]}` : `{"tools":[${tool("a")}],"nextCursor":"2"}`)),
    /"a" twice/,
  ],
  ["a nameless tool", "bad_answer", handshakeScript(() => `{"tools":[{"inputSchema":{"type":"object"}}]}`), /without a usable name/],
  ["a tool with an endless name", "bad_answer", handshakeScript(() => `{"tools":[${tool("a".repeat(257))}]}`), /longer than 256/],
  ["a tool with a NUL in its name", "bad_answer", handshakeScript(() => `{"tools":[${tool("a\\u0000")}]}`), /without a usable name/],
  ["a tool without schema", "bad_answer", handshakeScript(() => `{"tools":[{"name":"a"}]}`), /without an input schema/],
  [
    "a member named twice",
    "bad_answer",
    handshakeScript(() => `{"tools":[{"name":"a","n\\u0061me":"b","inputSchema":{}}]}`),
    /tools\/list/,
  ],
  ["pages in a circle", "bad_answer", handshakeScript(() => `{"tools":[],"nextCursor":"again"}`), /circle/],
  ["no list", "bad_answer", handshakeScript(() => `{"tools":{}}`), /not valid MCP/],
  [
    "a huge definition",
    "too_large",
    handshakeScript(() => `{"tools":[{"name":"a","description":"${"x".repeat(256 * 1024)}","inputSchema":{}}]}`),
    /256 KiB/,
  ],
])("%s gives %s", async (_what, code, script, sentence) => {
  const { url } = await start(script);
  const error = await failure({ url });
  expect(error.code).toBe(code);
  expect(error.message).toMatch(sentence);
  expect(error.message).toMatch(/^127\.0\.0\.1:\d+ [^\n]*\.$|^The definition/);
});

test("a name of 256 characters is one; NUL and broken Unicode in what a server says of itself are left out", async () => {
  const said = '{"name":"a\\u0000b","version":"\\ud8001"}';
  const { url } = await start((entry, response) =>
    entry.message?.method === "initialize"
      ? reply(response, entry, `{"protocolVersion":"2025-06-18","capabilities":{"tools":{"x":["\\u0000y",1]}},"serverInfo":${said}}`)
      : handshakeScript(() => `{"tools":[${tool("a".repeat(256))}]}`)(entry, response),
  );
  const found = await discover({ url, fetch: fetchFor() });
  expect(found.tools).toHaveLength(1);
  expect(found).toMatchObject({ serverInfo: { name: "ab", version: "\ufffd1" }, capabilities: { tools: { x: ["y", 1] } } });
});

test("wrong credentials are told apart from missing ones", async () => {
  const { url } = await start(status(401));
  const error = await failure({ url, headers: { authorization: "Bearer wrong" } });
  expect(error).toMatchObject({ code: "wants_credentials" });
  expect(error.message).toContain("refuses the credentials");
  expect(error.operator).not.toContain("wrong");
});

test("lists over the limits are refused, and a session is ended all the same", async () => {
  let page = 0;
  const endless = handshakeScript(() => `{"tools":[${tool(`t${page}`)}],"nextCursor":"${page++}"}`, { "mcp-session-id": "s" });
  const { url, received } = await start(endless);
  expect(await failure({ url, limits: { pagesMax: 3 } })).toMatchObject({ code: "too_large" });
  expect(received.at(-1)?.method).toBe("DELETE");
  expect(await failure({ url, limits: { toolsMax: 2 } })).toMatchObject({ code: "too_large" });
  expect(await failure({ url, limits: { listBytesMax: 600 } })).toMatchObject({ code: "too_large" });
});

test("nobody there, nobody answering, nobody allowed", async () => {
  const { url, server } = await start(status(200));
  const gone = await start(status(200));
  gone.server.close();
  gone.server.closeAllConnections();
  expect(await failure({ url: gone.url })).toMatchObject({ code: "unreachable" });
  server.removeAllListeners("request").on("request", () => {});
  expect(await failure({ url, limits: { totalMs: 50 } })).toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("0.05 seconds"),
  });
  expect(await failure({ url, fetch: fetchFor({ headersTimeoutMs: 20 }) })).toMatchObject({ code: "unreachable" });
  const guarded = createDialer({ allow: parsePrivateUpstreams("") }).fetch("acme");
  expect(await failure({ url: "https://127.0.0.1/mcp", fetch: guarded })).toMatchObject({ code: "address_refused" });
  expect(await failure({ url: "http://mcp.example.com/mcp", fetch: guarded })).toMatchObject({ code: "url_refused" });
});

test("the caller's abort is passed on as it is", async () => {
  const { url, server } = await start(status(200));
  const stop = new AbortController();
  server.removeAllListeners("request").on("request", () => stop.abort(new Error("left the page")));
  await expect(discover({ url, fetch: fetchFor(), signal: stop.signal })).rejects.toThrow("left the page");
});
