import { randomUUID } from "node:crypto";
import { createServer, type Server as HttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { McpServer as LegacyServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

export type Serving = { url: string; calls: string[]; close: () => Promise<void> };

/** A server of the handshake era on the official SDK, with sessions; `ask` elicits from the client in the middle of its call. */
export async function legacyServer(): Promise<Serving> {
  const calls: string[] = [];
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const open = async () => {
    const server = new LegacyServer({ name: "legacy fixture", version: "1.0.0" });
    const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
    server.registerTool("read", { inputSchema: { key: z.string().optional() } }, async ({ key }) => {
      calls.push("read");
      return text(`read ${key ?? "nothing"}`);
    });
    server.registerTool("remove", {}, async () => {
      calls.push("remove");
      return text("removed");
    });
    server.registerTool("ask", {}, async () => {
      calls.push("ask");
      const answer = await server.server.elicitInput({ message: "sure?", requestedSchema: { type: "object", properties: {} } });
      return text(`you ${answer.action}`);
    });
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        sessions.set(id, transport);
      },
    });
    await server.connect(transport);
    return transport;
  };
  return serve(calls, async (request, response) => {
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? sessions.get(id) : undefined;
    if (id !== undefined && known === undefined) return void response.writeHead(404).end();
    await (known ?? (await open())).handleRequest(request, response);
  });
}

/** A server of the per-request era on the official SDK; it takes no handshake. */
export async function modernServer(): Promise<Serving> {
  const calls: string[] = [];
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: "modern fixture", version: "1.0.0" }, { capabilities: { tools: { listChanged: true } } });
      for (const name of ["read", "remove"]) {
        server.registerTool(name, { inputSchema: z.object({ key: z.string().optional() }) }, async ({ key }) => {
          calls.push(name);
          return { content: [{ type: "text", text: `${name} ${key ?? "nothing"}` }] };
        });
      }
      return server;
    },
    { legacy: "reject" },
  );
  return serve(calls, async (request, response) => {
    const answer = await handler.fetch(await toFetch(request));
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) for await (const chunk of answer.body) response.write(chunk);
    response.end();
  });
}

async function serve(
  calls: string[],
  listener: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Promise<Serving> {
  const onRequest: RequestListener = (request, response) => {
    listener(request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const server: HttpServer = createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`,
    calls,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function toFetch(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return new Request(`http://${request.headers.host}${request.url}`, { method: request.method, headers, body });
}
