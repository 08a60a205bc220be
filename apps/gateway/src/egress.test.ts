import { testDatabase } from "@portcullis/db/testing";
import { expect, test } from "vitest";
import { gatewayProcess } from "./testing/child.ts";
import { call, post, urlOf } from "./testing/harness.ts";
import { Seed } from "./testing/seed.ts";
import { answerAll, rpcResult, ScriptedUpstream, sendJson } from "./testing/upstream.ts";

/** Loaded before anything else: says of every outbound connection who opens it. The loader of TypeScript talks over a path, not a port. */
const trap = `
  import net from "node:net";
  Error.stackTraceLimit = 60;
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    const [first] = Array.isArray(args[0]) ? args[0] : args;
    // The trap's own frames quote the trap.
    const stack = new Error().stack.split("\\n").filter((line) => !line.includes("data:")).join(" ");
    const who = /upstream.src.connector/.test(stack) ? "dialer" : /node_modules.pg.lib/.test(stack) ? "database" : "a stranger: " + stack;
    const path = typeof first === "string" ? first : first?.path;
    if (!/tsx/.test(path ?? "")) process.stderr.write("connect: " + who + "\\n");
    return connect.apply(this, args);
  };
`;

test("EG-6: in the running gateway only the dialer and the database's driver open sockets", async () => {
  const database = await testDatabase();
  const seed = await Seed.organization(database);
  const upstream = await ScriptedUpstream.start((request, response, ...rest) => {
    if (request.json?.method !== "initialize") return answerAll(request, response, ...rest);
    const result = { protocolVersion: "2025-06-18", capabilities: {}, serverInfo: { name: "s", version: "1" } };
    return sendJson(response, rpcResult(request.json.id!, result), { "mcp-session-id": "one" });
  });
  const server = await seed.server({ url: upstream.url, tools: ["read"] });
  const { token } = await seed.grant([{ server, policy: await seed.policy(server, { version: "1", default: "allow" }) }]);
  const away = await seed.server({ slug: "away", url: "http://127.0.0.1:1/mcp", tools: ["read"] });
  const lost = await seed.grant([{ server: away, policy: await seed.policy(away, { version: "1", default: "allow" }) }]);
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(trap)}`;
  const gateway = await gatewayProcess(database, { NODE_OPTIONS, LOG_LEVEL: "warn" });
  try {
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } };
    const opened = await post({ gateway, token }, { jsonrpc: "2.0", id: 0, method: "initialize", params });
    await opened.arrayBuffer();
    const session = { "mcp-session-id": opened.headers.get("mcp-session-id")! };
    expect((await post({ gateway, token }, call("read"), session)).status).toBe(200);
    await fetch(urlOf({ gateway }), { method: "DELETE", headers: { authorization: `Bearer ${token}`, ...session } });
    expect((await post({ gateway, server: "away", token: lost.token }, call("read"))).status).toBe(502);
  } finally {
    await gateway.stop();
    await upstream.close();
    await seed.close();
    await database.drop();
  }
  const openers = new Set([...gateway.stderr().matchAll(/^connect: (.*)$/gm)].map(([, who]) => who));
  expect(openers).toEqual(new Set(["database", "dialer"]));
}, 60_000);
