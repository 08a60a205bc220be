/** IS-7 and IS-9 of security.md: answers go home, and sessions are nobody's but those they were issued to. On a gateway in a process of its own. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Child, gatewayProcess } from "./testing/child.ts";
import { homeCalls } from "./testing/env.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post } from "./testing/harness.ts";
import { modern } from "./testing/modern.ts";
import { type RpcMessage, rpcResult, type Script, sendJson, startEvents } from "./testing/upstream.ts";

const roomy = {
  LIMIT_CALLS_PER_GRANT: "1000",
  LIMIT_CALLS_PER_ORGANIZATION: "1000",
  LIMIT_CALLS_PER_UPSTREAM: "1000",
  LIMIT_CONNECTIONS_PER_SOURCE: "500",
};
let f: Fixture;
let child: Child;
let sessions = 0;
/** By session of the server: who called on it. */
const callersOf = new Map<string, Set<string>>();

const initialized = (id: string | number) =>
  rpcResult(id, { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "s", version: "1" } });
const callerOf = ({ params }: RpcMessage) => (params?.arguments as { caller?: string } | undefined)?.caller ?? "";
/** Answers later and in another order than it was asked, in either form, with what the caller said. */
const echo: Script = async ({ json, method, headers }, response) => {
  if (json?.method === "initialize") return sendJson(response, initialized(json.id!), { "mcp-session-id": `s-${++sessions}` });
  if (method === "DELETE") return void response.writeHead(200).end();
  if (json?.id === undefined) return void response.writeHead(202).end();
  const session = headers["mcp-session-id"];
  if (typeof session === "string") callersOf.set(session, (callersOf.get(session) ?? new Set()).add(callerOf(json)));
  const text = JSON.stringify(json.params?.arguments);
  const isModern = headers["mcp-protocol-version"] === "2026-07-28";
  const answer = rpcResult(json.id, { ...(isModern && { resultType: "complete" }), content: [{ type: "text", text }] });
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
  if (Math.random() < 0.7) return sendJson(response, answer);
  startEvents(response);
  response.end(`event: message\ndata: ${answer}\n\n`);
};

beforeAll(async () => {
  f = await fixture({ era: "dual", script: echo });
  child = await gatewayProcess(f.database, { ...roomy, LOG_LEVEL: "fatal" });
});
beforeEach(() => {
  callersOf.clear();
});
afterAll(async () => {
  await child?.stop();
  await f?.close();
});

type At = { url: string };
const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "c", version: "1" } },
};
const open = async (gateway: At) => {
  const answer = await post({ gateway, token: f.grant.token }, initialize);
  await answer.arrayBuffer();
  return answer.headers.get("mcp-session-id")!;
};

/** 64 clients of both eras, each counting its ids from 0; some hang up. @returns what came to somebody else, and how much came home */
async function answersOf(gateway: At, calls: number): Promise<{ strayed: string[]; home: number; left: number }> {
  const strayed: string[] = [];
  let [home, left] = [0, 0];
  const client = async (n: number) => {
    const caller = `client ${n}`;
    const session = n % 2 === 0 ? await open(gateway) : undefined;
    // Two at a time of one client: answers overtake each other.
    let id = 0;
    const lane = async () => {
      while (id < calls / 64) {
        const own = id++;
        const args = { caller, nonce: `${n}.${own}` };
        const request = session === undefined ? modern("tools/call", { name: "read", arguments: args }, { id: own }) : undefined;
        const headers = request?.headers ?? { "mcp-session-id": session! };
        const hangsUp = Math.random() < 0.03;
        const answer = await fetch(`${gateway.url}/acme/zabbix/mcp`, {
          method: "POST",
          headers: {
            "content-type": "application/json",
            accept: "application/json, text/event-stream",
            authorization: `Bearer ${f.grant.token}`,
            ...headers,
          },
          body: JSON.stringify(request?.body ?? call("read", args, own)),
          signal: hangsUp ? AbortSignal.timeout(Math.ceil(Math.random() * 8)) : null,
        })
          .then((found) => found.text())
          .catch(() => undefined);
        if (answer === undefined) left++;
        else if (answer.includes(JSON.stringify(JSON.stringify(args)).slice(1, -1)) && new RegExp(`"id":${own}[,}]`).test(answer)) home++;
        else strayed.push(`${caller}, id ${own}: ${answer.slice(0, 200)}`);
      }
    };
    await Promise.all([lane(), lane()]);
  };
  await Promise.all(Array.from({ length: 64 }, (_, n) => client(n)));
  return { strayed, home, left };
}

test(`IS-7: ${homeCalls} calls of 64 clients with the same ids, answered late and out of order: every answer goes home`, {
  timeout: 300_000,
}, async () => {
  const { strayed, home, left } = await answersOf(child, homeCalls);
  expect(strayed.slice(0, 5)).toEqual([]);
  expect(home).toBeGreaterThan(homeCalls * 0.9);
  expect(left).toBeGreaterThan(0);
  // One client a session, also at the server.
  expect([...callersOf.values()].filter((callers) => callers.size > 1)).toEqual([]);
  expect(callersOf.size).toBe(32);
});

test("IS-9: 10,000 sessions opened and dropped: none of another is accepted, and memory comes back", { timeout: 300_000 }, async () => {
  const rssMiB = () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.process.pid}/status`, "utf8"))![1]) / 1_024;
  const many = async (count: number) => {
    const last: string[] = [];
    let opened = 0;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        while (opened++ < count) last.push(await open(child));
      }),
    );
    return last.slice(-50);
  };
  await many(4_000);
  const before = rssMiB();
  const issued = await many(10_000);
  const grown = rssMiB() - before;
  console.info(`IS-9: ${grown.toFixed(0)} MiB after 10,000 sessions`);
  expect(grown).toBeLessThan(20);
  const headers = (session: string) => ({ authorization: `Bearer ${f.grant.token}`, "mcp-session-id": session });
  for (const session of issued.slice(0, 10)) {
    const ended = await fetch(`${child.url}/acme/zabbix/mcp`, { method: "DELETE", headers: headers(session) });
    expect(ended.status).toBe(200);
    const dead = await post({ gateway: child, token: f.grant.token }, call("read", { caller: "x" }), { "mcp-session-id": session });
    expect([dead.status, await dead.json()]).toMatchObject([404, { error: { code: -32001 } }]);
  }
  const other = await f.seed.grant([{ server: f.server, policy: f.policy }]);
  for (const session of issued.slice(10, 20)) {
    const foreign = await post({ gateway: child, token: other.token }, call("read", { caller: "x" }), { "mcp-session-id": session });
    expect(foreign.status).toBe(404);
    await foreign.arrayBuffer();
  }
});
