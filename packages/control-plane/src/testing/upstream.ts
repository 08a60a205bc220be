import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";

export type TestTool = { name: string; description?: string; inputSchema?: unknown };

/** A small MCP server of the legacy era on a loopback port. What it lists can be changed while it runs. */
export type TestUpstream = {
  url: string;
  tools: TestTool[];
  /** Headers of the latest `tools/list`. */
  seen: IncomingMessage["headers"];
  /** When set, requests without this `authorization` are answered 401. */
  secret?: string;
  /** Awaited once, before the next request is answered. */
  meanwhile?: () => Promise<void>;
  /** What `initialize` says instead of its usual answer. */
  says?: object;
  /** When true, everything is answered with an HTML page. */
  broken?: boolean;
  /** Sockets that are open. */
  connections: () => Promise<number>;
  close: () => Promise<void>;
};

export async function testUpstream(names = ["alpha", "beta", "gamma"]): Promise<TestUpstream> {
  const server = createServer(async (request, response) => {
    const { meanwhile } = upstream;
    upstream.meanwhile = undefined;
    await meanwhile?.();
    if (upstream.broken) return void response.writeHead(200, { "content-type": "text/html" }).end("<html>It works!</html>");
    if (upstream.secret && request.headers.authorization !== upstream.secret) return void response.writeHead(401).end();
    if (request.method !== "POST") return void response.writeHead(request.method === "DELETE" ? 200 : 405).end();
    const { id, method } = (await json(request)) as { id?: number; method: string };
    if (id === undefined) return void response.writeHead(202).end();
    if (method === "tools/list") upstream.seen = request.headers;
    const result = answers[method]?.();
    const reply = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
  });
  const answers: Record<string, () => object> = {
    initialize: () => ({
      protocolVersion: "2025-11-25",
      capabilities: { tools: {} },
      serverInfo: { name: "test", version: "1.0.0" },
      ...upstream.says,
    }),
    "tools/list": () => ({ tools: upstream.tools.map((tool) => ({ inputSchema: { type: "object" }, ...tool })) }),
  };
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const upstream: TestUpstream = {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`,
    tools: names.map((name) => ({ name })),
    seen: {},
    connections: () => new Promise((done) => server.getConnections((_error, count) => done(count))),
    close: () => new Promise((done) => server.close(() => done()).closeAllConnections()),
  };
  return upstream;
}
