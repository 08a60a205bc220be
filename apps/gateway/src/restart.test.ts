import { randomUUID } from "node:crypto";
import { type TestDatabase, testDatabase } from "@portcullis/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, post, until } from "./testing/harness.ts";
import { type Replicas, replicas } from "./testing/replicas.ts";
import { Seed } from "./testing/seed.ts";
import { rpcResult, ScriptedUpstream, sendJson } from "./testing/upstream.ts";

let database: TestDatabase;
let seed: Seed;
let upstream: ScriptedUpstream;
let gateways: Replicas;
let token: string;
const sessions = new Set<string>();

beforeAll(async () => {
  database = await testDatabase();
  seed = await Seed.organization(database);
  // A server with sessions: what it did not open is 404, and some of its calls take a while.
  upstream = await ScriptedUpstream.start(({ json, headers }, response) => {
    if (json?.method === "initialize") {
      const id = randomUUID();
      sessions.add(id);
      const result = { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } };
      return sendJson(response, rpcResult(json.id!, result), { "mcp-session-id": id });
    }
    if (!sessions.has(String(headers["mcp-session-id"]))) return void response.writeHead(404).end();
    if (json?.id === undefined) return void response.writeHead(202).end();
    const answer = () => sendJson(response, rpcResult(json.id!, { content: [{ type: "text", text: "done" }] }));
    if (String(json.id).endsWith("slow")) setTimeout(answer, 1_500);
    else answer();
  });
  const server = await seed.server({ url: upstream.url, tools: ["read"] });
  ({ token } = await seed.grant([{ server, policy: await seed.policy(server, { version: "1", default: "allow" }) }]));
  gateways = await replicas(database, 4, {
    DRAIN_SECONDS: "25",
    // What is tested is that nothing is lost, on however busy a machine.
    LIMIT_ADMISSION_SECONDS: "10",
    LOG_LEVEL: "warn",
    LIMIT_CALLS_PER_UPSTREAM: "256",
    LIMIT_CONNECTIONS_PER_SOURCE: "500",
  });
}, 120_000);
afterAll(async () => {
  await gateways?.stop();
  await upstream?.close();
  await seed?.close();
  await database?.drop();
});

type Client = { session: string; calls: number };
const failed: unknown[] = [];

async function opened(): Promise<Client> {
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "restart", version: "1" } };
  const answer = await post({ gateway: gateways, token }, { jsonrpc: "2.0", id: 0, method: "initialize", params });
  const session = answer.headers.get("mcp-session-id");
  expect([answer.status, session]).toEqual([200, expect.stringMatching(/^pcs1\./)]);
  return { session: session!, calls: 0 };
}

async function calls(client: Client, kind = ""): Promise<void> {
  const id = `${client.session.slice(-8)} ${client.calls++} ${kind}`;
  try {
    const answer = await post({ gateway: gateways, token }, call("read", {}, id), { "mcp-session-id": client.session });
    const text = await answer.text();
    if (answer.status !== 200 || text !== rpcResult(id, { content: [{ type: "text", text: "done" }] }))
      failed.push([id, answer.status, text]);
  } catch (error) {
    failed.push([id, String((error as Error).cause ?? error)]);
  }
}

test("restart, FA-12: 50 sessions are open, every process is replaced under load; no session is lost and no call fails", async () => {
  const clients = await Promise.all(Array.from({ length: 50 }, opened));
  let over = false;
  let made = 0;
  const load = clients.map(async (client, index) => {
    while (!over) {
      made++;
      await calls(client, index % 10 === 0 ? "slow" : "");
      // About 150 calls a second in all.
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  });
  const before = gateways.children.map(({ process: { pid } }) => pid);
  for (let index = 0; index < 4; index++) expect(await gateways.replace(index)).toBe(0);
  over = true;
  await Promise.all(load);
  expect(gateways.children.map(({ process: { pid } }) => pid).filter((pid) => before.includes(pid))).toEqual([]);
  await Promise.all(clients.map((client) => calls(client)));
  expect(failed).toEqual([]);
  expect([made > 300, sessions.size]).toEqual([true, 50]);
  const outcomes = await until(
    () => seed.sql<{ ok: string; other: string }>(counted),
    ([row]) => row?.ok === String(made + 50),
  );
  expect(outcomes[0]!.other).toBe("0");
}, 240_000);

const counted =
  "SELECT count(*) FILTER (WHERE outcome = 'ok') AS ok, count(*) FILTER (WHERE outcome <> 'ok') AS other FROM portcullis.decision WHERE method = 'tools/call'";

test("FA-12: readiness is red before anything else, and what is running ends within the drain", async () => {
  const client = await opened();
  const [first] = gateways.children;
  const slow = post({ gateway: first!, token }, call("read", {}, "slow"), { "mcp-session-id": client.session });
  await until(
    () => upstream.calls().some(({ json }) => json?.id === "slow"),
    (arrived) => arrived,
  );
  const ended = first!.stop();
  await until(
    async () => (await fetch(`${first!.operatorUrl}/readyz`)).status,
    (status) => status === 503,
  );
  // Red, and still serving: a balancer that has not looked yet loses nothing; no connection is kept for a next request.
  const late = await post({ gateway: first!, token }, call("read", {}, "late"), { "mcp-session-id": client.session });
  expect([late.status, late.headers.get("connection")]).toEqual([200, "close"]);
  expect((await slow).status).toBe(200);
  expect(await ended).toBe(0);
}, 60_000);
