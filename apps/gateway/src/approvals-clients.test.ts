import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Gateway } from "./gateway.ts";
import { Approvers } from "./testing/approvals.ts";
import { gatewayFor, until, urlOf } from "./testing/harness.ts";
import { legacyServer, modernServer, type Serving } from "./testing/mcp-servers.ts";
import { Seed } from "./testing/seed.ts";

/** Approvals as clients of the official SDKs meet them, with two gateways on one database. */
const document = (wait: string) => ({
  version: "1",
  default: "allow",
  tools: { remove: { action: "require_approval", reason: "Removing needs a person.", approval: { wait } } },
});
let database: TestDatabase;
let seed: Seed;
let approvers: Approvers;
let legacy: Serving;
let modern: Serving;
let gateways: Gateway[];
let token: string;
let policies: string[];

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  approvers = new Approvers(seed);
  [legacy, modern] = await Promise.all([legacyServer(), modernServer()]);
  const old = await seed.server({ slug: "old", url: legacy.url, era: "legacy", tools: ["read", "remove"] });
  const young = await seed.server({ slug: "young", url: modern.url, era: "modern", tools: ["read", "remove"] });
  policies = [await seed.policy(old, document("30s")), await seed.policy(young, document("30s"))];
  ({ token } = await seed.grant([
    { server: old, policy: policies[0] },
    { server: young, policy: policies[1] },
  ]));
  gateways = await Promise.all([gatewayFor(database), gatewayFor(database)]);
});
beforeEach(() => {
  legacy.calls.length = 0;
  modern.calls.length = 0;
});
afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.close()));
  await Promise.all([legacy?.close(), modern?.close()]);
  await seed?.close();
  await database?.drop();
});
const requestInit = () => ({ headers: { authorization: `Bearer ${token}` } });
const url = (server: string, gateway = gateways[0]!) => new URL(urlOf({ gateway, server }));
const waits = async (wait: string) => {
  for (const policy of policies) await seed.publish(policy, document(wait));
};

async function older(gateway = gateways[0]!, sessionId?: string) {
  const client = new Client({ name: "v1 client", version: "1.2.3" });
  const transport = new StreamableHTTPClientTransport(url("old", gateway), { requestInit: requestInit(), sessionId });
  await client.connect(transport);
  return { client, transport };
}
async function younger(elicitation?: { url: Record<string, never> }, onUrl?: (url: string) => void) {
  const options = { versionNegotiation: { mode: "auto" as const }, capabilities: elicitation === undefined ? {} : { elicitation } };
  const client = new ModernClient({ name: "v2 client", version: "2.0.0" }, options);
  if (onUrl !== undefined)
    client.setRequestHandler("elicitation/create", async ({ params }) => {
      onUrl((params as { url: string }).url);
      return { action: "accept" as const };
    });
  await client.connect(new ModernTransport(url("young"), { requestInit: requestInit() }));
  return client;
}

test("SDK v1: a held call shows progress and runs once it is approved", async () => {
  const { client } = await older();
  const progress: string[] = [];
  const called = client.callTool({ name: "remove", arguments: { n: 1 } }, undefined, {
    onprogress: ({ message }) => void progress.push(message ?? ""),
    resetTimeoutOnProgress: true,
  });
  const [id] = await approvers.pending();
  await until(
    () => progress.length,
    (count) => count > 0,
  );
  expect(legacy.calls).toEqual([]);
  await approvers.vote(id!);
  expect(await called).toMatchObject({ content: [{ text: "removed" }] });
  expect(progress[0]).toContain("approval");
  expect(legacy.calls).toEqual(["remove"]);
  await client.close();
});

test("SDK v1: a refused call is a tool result; a cancelled one is withdrawn, from another gateway too (T15)", async () => {
  const { client, transport } = await older();
  const refused = client.callTool({ name: "remove", arguments: { n: 2 } });
  await approvers.vote((await approvers.pending())[0]!, "refuse");
  expect(await refused).toMatchObject({ isError: true });
  const abort = new AbortController();
  const cancelled = client.callTool({ name: "remove", arguments: { n: 3 } }, undefined, { signal: abort.signal }).catch(() => "cancelled");
  const [id] = await approvers.pending();
  // The next message of this client goes to the other gateway, as a balancer may have it.
  (transport as unknown as { _url: URL })._url = url("old", gateways[1]);
  abort.abort("no longer wanted");
  expect(await cancelled).toBe("cancelled");
  await until(
    () => approvers.state(id!),
    (state) => state === "withdrawn",
  );
  expect(legacy.calls).toEqual([]);
  await client.close();
});

test("SDK v1: without waiting, the refusal tells the agent where, and its retry runs", async () => {
  await waits("0s");
  const { client } = await older();
  const first = await client.callTool({ name: "remove", arguments: { n: 4 } });
  const [id] = await approvers.pending();
  expect(first).toMatchObject({ isError: true, _meta: { "io.portcullis/decision": { approval_id: id } } });
  await approvers.vote(id!);
  expect(await client.callTool({ name: "remove", arguments: { n: 4 } })).toMatchObject({ content: [{ text: "removed" }] });
  expect(legacy.calls).toEqual(["remove"]);
  await client.close();
  await waits("30s");
});

test("SDK v2: its user is sent to the page, the client brings the state back and is held until the vote", async () => {
  const opened: string[] = [];
  const client = await younger({ url: {} }, (where) => void opened.push(where));
  const called = client.callTool({ name: "remove", arguments: { key: "a" } });
  const [id] = await approvers.pending();
  await until(
    () => opened.length,
    (count) => count === 1,
  );
  expect(opened).toEqual([`http://localhost:3000/o/acme/approvals/${id}`]);
  await approvers.vote(id!);
  expect(await called).toMatchObject({ content: [{ text: "remove a" }] });
  expect(modern.calls).toEqual(["remove"]);
  expect(opened).toHaveLength(1);
  expect((await approvers.requests()).filter(({ state }) => state === "pending")).toEqual([]);
  await client.close();
});

test("SDK v2 without such a page: held, and run once it is approved; aborted, it is withdrawn (C6)", async () => {
  const client = await younger();
  const called = client.callTool({ name: "remove", arguments: { key: "b" } });
  await approvers.vote((await approvers.pending())[0]!);
  expect(await called).toMatchObject({ content: [{ text: "remove b" }] });
  const abort = new AbortController();
  const cancelled = client.callTool({ name: "remove", arguments: { key: "c" } }, { signal: abort.signal }).catch(() => "cancelled");
  const [id] = await approvers.pending();
  abort.abort("no longer wanted");
  expect(await cancelled).toBe("cancelled");
  await until(
    () => approvers.state(id!),
    (state) => state === "withdrawn",
  );
  expect(modern.calls).toEqual(["remove"]);
  await client.close();
});
