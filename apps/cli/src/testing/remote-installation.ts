import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { buffer, json } from "node:stream/consumers";
import {
  applySetup,
  type Context,
  callerFor,
  createApiKey,
  managementApi,
  openControlPlane,
  readSession,
  scopes,
  signIn,
} from "@portcullis/control-plane";
import { cliDatabase } from "./database.ts";

/** An installation with its API at a port, and an MCP server to register. */
export async function remoteInstallation() {
  const database = await cliDatabase("migrated");
  const upstream = await mcpServer();
  const cp = openControlPlane({
    databaseUrl: database.url,
    rootKey: database.rootKey,
    allowLoopback: true,
    gatewayUrl: "https://g.example.com",
    dashboardUrl: "https://d.example.com",
  });
  const api = managementApi(cp, { log: (line, error) => error && console.error(line, error) });
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    if (request.method !== "GET") asked.push(`${request.method} ${request.url}`);
    const answer = await api(await requestOf(request));
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    upstreamUrl: upstream.url,
    /** What was asked to change something. */
    asked,
    /** A new organization, and what reaches it from outside. */
    organization: async () => {
      const slug = `org-${randomBytes(4).toString("hex")}`;
      const owner = { email: `${slug}@example.test`, password: "a good password" };
      await applySetup(cp, { organization: { slug, name: "Acme" }, owner });
      const { sessionToken } = await signIn(cp, { ...owner, source: `2001:db8::${randomBytes(2).toString("hex")}` });
      const session = await readSession(cp, sessionToken);
      const caller = session && callerFor(session, slug);
      if (!caller) throw new Error("no session");
      const ctx: Context = { ...cp, caller };
      const { key } = await createApiKey(ctx, { name: "pipeline", scopes: [...scopes] });
      const narrow = await createApiKey(ctx, { name: "reader", scopes: ["servers:read", "policies:read", "grants:read"] });
      const sourceFor = (apiKey: string) => ({ PORTCULLIS_URL: `${url}/`, PORTCULLIS_API_KEY: apiKey });
      return { ctx, source: sourceFor(key), reader: sourceFor(narrow.key) };
    },
    close: async () => {
      server.close().closeAllConnections();
      upstream.close();
      await cp.close();
      await database.drop();
    },
  };
}

async function requestOf(request: IncomingMessage): Promise<Request> {
  const body = await buffer(request);
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
  const init = { method: request.method ?? "GET", headers, ...(body.length > 0 && { body: new Uint8Array(body) }) };
  return new Request(`http://127.0.0.1${request.url}`, init);
}

async function mcpServer() {
  const tools = ["alpha", "beta"].map((name) => ({ name, inputSchema: { type: "object", properties: { amount: { type: "number" } } } }));
  const results: Record<string, object> = {
    initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "test", version: "1" } },
    "tools/list": { tools },
  };
  const server = createServer(async (request, response) => {
    const { id, method } = (request.method === "POST" ? await json(request) : {}) as { id?: number; method?: string };
    if (id === undefined) return void response.writeHead(202).end();
    const result = results[method ?? ""];
    const answer = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/mcp`, close: () => void server.close().closeAllConnections() };
}
