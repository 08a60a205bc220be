import { describe, expect, test } from "vitest";
import {
  answerType,
  compareMirrored,
  compareParamHeaders,
  type Headers,
  isIdentityEncoded,
  isJsonRequest,
  type JsonNode,
  paramHeaderDeclarations,
  readAccept,
  readBearer,
  readHeaders,
  readInbound,
  repeatedHeader,
  scan,
  upstreamHeaders,
} from "./index.ts";

const headersOf = (...pairs: [string, string][]): Headers => readHeaders(pairs.flat());
const nodeOf = (value: unknown): JsonNode => {
  const result = scan(new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)));
  if (!result.ok) throw new Error(result.failure.problem);
  return result.root;
};

describe("C1: mirrored headers", () => {
  const call = (name: string, id: number | null = 1, method = "tools/call", member = "name") => {
    const body = {
      jsonrpc: "2.0",
      id: id ?? undefined,
      method,
      params: { [member]: name, _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } },
    };
    const result = readInbound(new TextEncoder().encode(JSON.stringify(body)));
    if (!result.ok || result.body.kind === "batch" || result.body.kind === "response") throw new Error("not read");
    return result.body;
  };
  const mirrored = (name: string | undefined, ...more: [string, string][]) =>
    headersOf(
      ["MCP-Protocol-Version", "2026-07-28"],
      ["Mcp-Method", "tools/call"],
      ...(name === undefined ? [] : [["Mcp-Name", name] as [string, string]]),
      ...more,
    );
  const base64 = (text: string) => `=?base64?${Buffer.from(text).toString("base64")}?=`;

  test.each(["zabbix_get", "  zabbix_get\t", base64("zabbix_get")])("takes %j", (name) =>
    expect(compareMirrored(call("zabbix_get"), mirrored(name))).toBeUndefined(),
  );
  test("takes names beyond ASCII in base64 and URIs of resources", () => {
    expect(compareMirrored(call("größe😀"), mirrored(base64("größe😀")))).toBeUndefined();
    const read = headersOf(["mcp-protocol-version", "2026-07-28"], ["MCP-METHOD", "resources/read"], ["mcp-name", "a:b"]);
    expect(compareMirrored(call("a:b", 1, "resources/read", "uri"), read)).toBeUndefined();
  });
  test.each([
    undefined,
    "",
    "Zabbix_get",
    "other",
    "zabbix_get,zabbix_get",
    "\u00a0zabbix_get",
    "=?base64?emFiYml4X2dldA?=",
    "=?base64?emFiYml4X2dldB==?=",
    "=?base64?emFiYml4X2dldA=\n=?=",
    "=?base64?_-==?=",
    "=?base64?gIA=?=",
    "=?BASE64?emFiYml4X2dldA==?=",
  ])("refuses %j", (name) => expect(compareMirrored(call("zabbix_get"), mirrored(name))).toMatchObject({ status: 400, code: -32020 }));
  test("a literal that only looks like the form is compared as it stands", () => {
    expect(compareMirrored(call("=?base64?"), mirrored("=?base64?"))).toBeUndefined();
    expect(compareMirrored(call("=?base64?="), mirrored("=?base64?="))).toBeUndefined();
  });
  test("refuses missing, repeated and different version and method headers", () => {
    expect(compareMirrored(call("a"), headersOf(["mcp-method", "tools/call"], ["mcp-name", "a"]))).toMatchObject({ code: -32020 });
    expect(compareMirrored(call("a"), headersOf(["mcp-protocol-version", "2026-07-28"], ["mcp-name", "a"]))).toMatchObject({
      code: -32020,
    });
    expect(compareMirrored(call("a"), mirrored("a", ["mcp-method", "tools/call"]))).toMatchObject({ code: -32020 });
    expect(compareMirrored(call("a"), mirrored("a", ["MCP-Name", "a"]))).toMatchObject({ code: -32020 });
    expect(compareMirrored(call("a"), mirrored("a", ["Mcp-Param-X", "1"], ["mcp-param-x", "1"]))).toMatchObject({ code: -32020 });
    expect(compareMirrored(call("a", 1, "tools/list"), mirrored("a"))).toMatchObject({ code: -32020 });
  });
  test("notifications may lack them but not contradict them", () => {
    const cancelled = call("a", null, "notifications/message");
    expect(compareMirrored(cancelled, headersOf())).toBeUndefined();
    expect(compareMirrored(cancelled, headersOf(["mcp-method", "tools/call"]))).toMatchObject({ code: -32020 });
  });
});

describe("C2: parameter headers", () => {
  const declarations = paramHeaderDeclarations({
    type: "object",
    properties: {
      region: { type: "string", "x-mcp-header": "Region" },
      deep: { properties: { size: { type: "integer", "x-mcp-header": "Size" } } },
      plain: { type: "string" },
    },
  });
  const judge = (args: unknown, ...pairs: [string, string][]) =>
    compareParamHeaders(declarations, args === undefined ? undefined : nodeOf(args), headersOf(...pairs));
  test("finds declarations along properties", () => {
    expect(declarations).toEqual([
      { header: "Region", path: ["region"], numeric: false },
      { header: "Size", path: ["deep", "size"], numeric: true },
    ]);
  });
  test("value present, header present and equal", () => {
    expect(judge({ region: "eu" }, ["Mcp-Param-Region", "eu"])).toBeUndefined();
    expect(judge({ region: "é" }, ["Mcp-Param-Region", "=?base64?w6k=?="])).toBeUndefined();
    expect(judge({ deep: { size: 42 } }, ["mcp-param-size", "42.0"])).toBeUndefined();
    expect(judge({}, ["Mcp-Param-X", "anything"])).toBeUndefined();
    expect(judge({ region: null })).toBeUndefined();
    expect(judge(undefined)).toBeUndefined();
  });
  test("anything else is refused", () => {
    expect(judge({ region: "eu" })).toMatchObject({ code: -32020 });
    expect(judge({ region: "eu" }, ["Mcp-Param-Region", "us"])).toMatchObject({ code: -32020 });
    expect(judge({ region: null }, ["Mcp-Param-Region", "eu"])).toMatchObject({ code: -32020 });
    expect(judge({}, ["Mcp-Param-Region", ""])).toMatchObject({ code: -32020 });
    expect(judge({ region: "eu" }, ["Mcp-Param-Region", "eu"], ["mcp-param-region", "eu"])).toMatchObject({ code: -32020 });
    expect(judge({ region: "eu" }, ["Mcp-Param-Region", "=?base64?!?="])).toMatchObject({ code: -32020 });
    expect(judge('{"deep":{"size":9007199254740993}}', ["Mcp-Param-Size", "9007199254740992"])).toMatchObject({ code: -32020 });
  });
});

test("repeats are found in the raw list", () => {
  expect(repeatedHeader(headersOf(["Authorization", "Bearer a"], ["HOST", "a"], ["host", "b"], ["authorization", "Bearer b"]))).toEqual({
    name: "authorization",
    answer: 401,
  });
  expect(repeatedHeader(headersOf(["Content-Type", "a"], ["content-type", "a"]))).toMatchObject({ answer: 400 });
  expect(repeatedHeader(headersOf(["Last-Event-ID", "a"], ["last-event-id", "a"]))).toMatchObject({ answer: 400 });
  expect(repeatedHeader(headersOf(["Mcp-Method", "a"], ["mcp-method", "a"]))).toMatchObject({ answer: "mirrored" });
  expect(repeatedHeader(headersOf(["Mcp-Name", "a"], ["mcp-name", "a"], ["Host", "a"], ["Host", "a"]))).toMatchObject({ answer: 400 });
  expect(repeatedHeader(headersOf(["Mcp-Future", "a"], ["mcp-future", "a"]))).toMatchObject({ answer: 400 });
  expect(repeatedHeader(headersOf(["Accept", "a"], ["accept", "b"], ["Mcp-Name", "a"]))).toBeUndefined();
});

describe("credentials", () => {
  test("exactly one well-formed Bearer value", () => {
    expect(readBearer(headersOf(["Authorization", "Bearer pcg_aB-._~+/1=="]))).toEqual({ ok: true, token: "pcg_aB-._~+/1==" });
    expect(readBearer(headersOf(["authorization", " bearer  x "]))).toEqual({ ok: true, token: "x" });
  });
  test.each([
    ["Basic x", false],
    ["Bearer", false],
    ["Bearer a b", false],
    ["Bearer a,Bearer b", false],
    ["Bearer é", false],
    ["Bearer =", false],
    ["Bearerx", false],
    [`Bearer ${"$"}{PORTCULLIS_TOKEN}`, true],
    ["Bearer {env:PORTCULLIS_TOKEN}", true],
    ["Bearer $PORTCULLIS_TOKEN", true],
  ])("refuses %j", (value, unexpandedVariable) =>
    expect(readBearer(headersOf(["Authorization", value]))).toEqual({ ok: false, problem: "malformed", unexpandedVariable }),
  );
  test("missing and repeated", () => {
    expect(readBearer(headersOf())).toMatchObject({ problem: "missing" });
    expect(readBearer(headersOf(["Authorization", "Bearer a"], ["Authorization", "Bearer a"]))).toMatchObject({ problem: "repeated" });
  });
});

describe("A4, A5: media types", () => {
  test.each([
    [undefined, true, true],
    ["", true, true],
    ["*/*", true, true],
    ["application/json, text/event-stream", true, true],
    ["application/json", true, false],
    ["text/*;q=0.5", false, true],
    ["text/html", false, false],
    ["*/*, application/json;q=0", false, true],
    ["*/*;q=0", false, false],
    ["APPLICATION/JSON;Q=0.000, text/event-stream;q=0.001", false, true],
  ])("Accept %j: JSON %s, stream %s", (value, json, eventStream) =>
    expect(readAccept(value === undefined ? headersOf() : headersOf(["Accept", value]))).toEqual({ json, eventStream }),
  );
  test("Content-Type", () => {
    for (const value of [
      "application/json",
      "Application/JSON ; charset=utf-8",
      'application/json;charset="UTF-8"',
      "application/json; x=1",
    ])
      expect(isJsonRequest(headersOf(["Content-Type", value]))).toBe(true);
    for (const value of [
      "",
      "text/json",
      "application/json2",
      "application/jsonp, application/json",
      "application/json; charset=latin1",
      "application/json;charset=",
      "text/plain; a=application/json",
    ]) {
      expect(isJsonRequest(headersOf(["Content-Type", value]))).toBe(false);
    }
    expect(isJsonRequest(headersOf())).toBe(false);
  });
  test("Content-Encoding and answers", () => {
    expect(isIdentityEncoded(headersOf())).toBe(true);
    expect(isIdentityEncoded(headersOf(["Content-Encoding", "Identity"]))).toBe(true);
    for (const value of ["gzip", "identity, gzip", "x", ""]) expect(isIdentityEncoded(headersOf(["Content-Encoding", value]))).toBe(false);
    expect([
      answerType("application/json; charset=utf-8"),
      answerType("Text/Event-Stream"),
      answerType("text/html"),
      answerType(undefined),
    ]).toEqual(["json", "event-stream", "other", "other"]);
  });
});

describe("section 6: what goes upstream", () => {
  const hostile: [string, string][] = [
    ["Host", "gateway"],
    ["Authorization", "Bearer client"],
    ["Cookie", "a=b"],
    ["Origin", "https://evil"],
    ["X-Forwarded-For", "1.2.3.4"],
    ["X-Real-IP", "1.2.3.4"],
    ["Forwarded", "for=1.2.3.4"],
    ["Sec-Fetch-Mode", "cors"],
    ["Proxy-Authorization", "x"],
    ["Connection", "keep-alive, X-Team, mcp-param-hop"],
    ["X-User", "root"],
    ["X-Team", "blue"],
    ["X-Site", "one"],
    ["Accept", "*/*"],
    ["Accept-Encoding", "gzip"],
    ["Mcp-Session-Id", "sealed"],
    ["Last-Event-ID", "9"],
    ["MCP-Protocol-Version", "x"],
    ["Mcp-Method", "tools/call"],
    ["Mcp-Name", "=?base64?YQ==?="],
    ["Mcp-Param-Region", "eu"],
    ["mcp-param-hop", "x"],
    ["Mcp-Future", "1"],
    ["User-Agent", "agent"],
  ];
  const sent = (input: Partial<Parameters<typeof upstreamHeaders>[0]>) =>
    Object.fromEntries(upstreamHeaders({ headers: headersOf(...hostile), method: "POST", era: "modern", ...input }));
  test("modern: mirrored and parameter headers as received", () => {
    expect(sent({ version: "2026-07-28", configured: ["x-site", "x-team", "authorization", "cookie", "x-forwarded-for"] })).toEqual({
      accept: "application/json, text/event-stream",
      "accept-encoding": "identity",
      "content-type": "application/json",
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": "tools/call",
      "mcp-name": "=?base64?YQ==?=",
      "mcp-param-region": "eu",
      "mcp-future": "1",
      "x-site": "one",
    });
  });
  test("legacy: the upstream's session id and no mirrored headers", () => {
    expect(sent({ era: "legacy", version: "2025-06-18", sessionId: "own" })).toEqual({
      accept: "application/json, text/event-stream",
      "accept-encoding": "identity",
      "content-type": "application/json",
      "mcp-protocol-version": "2025-06-18",
      "mcp-session-id": "own",
    });
    expect(sent({ era: "legacy", method: "GET" })).toEqual({
      accept: "text/event-stream",
      "accept-encoding": "identity",
      "last-event-id": "9",
    });
  });
  test("a name that the server's credential owns never comes from the client", () => {
    expect(sent({ configured: ["x-site"], owned: ["x-site", "mcp-param-region"] })).not.toHaveProperty("x-site");
    expect(sent({ owned: ["mcp-param-region"] })).not.toHaveProperty("mcp-param-region");
  });
});
