import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { gatewayFor, urlOf } from "./testing/harness.ts";
import { legacyServer, modernServer, type Serving } from "./testing/mcp-servers.ts";
import { Seed } from "./testing/seed.ts";

const document = { version: "1", default: "allow", list: "callable", tools: { remove: { action: "deny", reason: "Not today." } } };
let database: TestDatabase;
let seed: Seed;
let legacy: Serving;
let modern: Serving;
let gateways: Gateway[];
let token: string;

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  [legacy, modern] = await Promise.all([legacyServer(), modernServer()]);
  const old = await seed.server({ slug: "old", url: legacy.url, era: "legacy", tools: ["read", "remove", "ask"] });
  const young = await seed.server({ slug: "young", url: modern.url, era: "modern", tools: ["read", "remove"] });
  for (const server of [old, young]) await seed.met(server);
  ({ token } = await seed.grant([
    { server: old, policy: await seed.policy(old, document) },
    { server: young, policy: await seed.policy(young, document) },
  ]));
  gateways = await Promise.all([gatewayFor(database), gatewayFor(database)]);
});
afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.close()));
  await Promise.all([legacy?.close(), modern?.close()]);
  await seed?.close();
  await database?.drop();
});
const requestInit = () => ({ headers: { authorization: `Bearer ${token}` } });
const url = (server: string, gateway = gateways[0]!) => new URL(urlOf({ gateway, server }));

test("SDK v1: connect, list, call, a denial as a tool result, an elicitation in the middle of a call, end of session", async () => {
  const client = new Client({ name: "v1 client", version: "1.2.3" }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept" as const, content: {} }));
  const transport = new StreamableHTTPClientTransport(url("old"), { requestInit: requestInit() });
  await client.connect(transport);
  expect(client.getServerVersion()).toMatchObject({ name: "legacy fixture" });
  expect(transport.sessionId).toMatch(/^pcs1\./);
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["read", "ask"]);
  expect(await client.callTool({ name: "read", arguments: { key: "a" } })).toMatchObject({ content: [{ text: "read a" }] });
  expect(await client.callTool({ name: "remove" })).toMatchObject({ isError: true, content: [{ text: "[POLICY DENIED] Not today." }] });
  await expect(client.callTool({ name: "no_such" })).rejects.toThrow("Unknown tool: no_such");
  expect(await client.callTool({ name: "ask" })).toMatchObject({ content: [{ text: "you accept" }] });
  expect(legacy.calls).toEqual(["read", "ask"]);
  await transport.terminateSession();
  await client.close();
  expect((await seed.decisions()).find(({ tool }) => tool === "remove")).toMatchObject({ client_name: "v1 client", effect: "deny" });
});

test("SDK v1: a session goes on at another gateway", async () => {
  const client = new Client({ name: "v1 client", version: "1.2.3" });
  const first = new StreamableHTTPClientTransport(url("old"), { requestInit: requestInit() });
  await client.connect(first);
  const { sessionId } = first;
  const second = new StreamableHTTPClientTransport(url("old", gateways[1]), { requestInit: requestInit(), sessionId });
  const other = new Client({ name: "v1 client", version: "1.2.3" });
  await other.connect(second);
  expect(await other.callTool({ name: "read", arguments: {} })).toMatchObject({ content: [{ text: "read nothing" }] });
  await Promise.all([client.close(), other.close()]);
});

test("SDK v2 on a modern server: discover, list, call, a denial", async () => {
  const client = new ModernClient({ name: "v2 client", version: "2.0.0" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new ModernTransport(url("young"), { requestInit: requestInit() }));
  expect(client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["read"]);
  expect(await client.callTool({ name: "read", arguments: { key: "b" } })).toMatchObject({ content: [{ text: "read b" }] });
  expect(await client.callTool({ name: "remove", arguments: {} })).toMatchObject({
    isError: true,
    content: [{ text: "[POLICY DENIED] Not today." }],
  });
  expect(modern.calls).toEqual(["read"]);
  await client.close();
  const calls = (await seed.decisions()).filter(({ era, tool }) => era === "modern" && tool !== null);
  expect(calls[0]).toMatchObject({ client_name: "v2 client", protocol_version: "2026-07-28", outcome: "ok" });
});

test("SDK v2 on a legacy server: the probe falls back to the handshake (T8)", async () => {
  const client = new ModernClient({ name: "v2 client", version: "2.0.0" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(new ModernTransport(url("old"), { requestInit: requestInit() }));
  expect(client.getNegotiatedProtocolVersion()).toMatch(/^2025-/);
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["read", "ask"]);
  await client.close();
});
