import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from "@modelcontextprotocol/node";
import { createMcpHandler, createRequestStateCodec, isLegacyRequest, McpServer, type ServerNotifier } from "@modelcontextprotocol/server";
import { contentTools } from "./content-tools.ts";
import { conversationTools } from "./conversation-tools.ts";
import { EventLog } from "./event-log.ts";
import { inputRequiredTools } from "./input-required-tools.ts";
import { promptsOf } from "./prompts.ts";
import { resourcesOf } from "./resources.ts";
import { wireTools } from "./wire-tools.ts";

export type Fixture = { url: string; close(): Promise<void> };

/**
 * The server that the official conformance suite is pointed at: every name that it calls, in both eras at one URL. The legacy era has sessions
 * with resumable streams, the modern one a fresh server per request.
 */
export async function startFixture(): Promise<Fixture> {
  const states = createRequestStateCodec({ key: `conformance ${randomUUID()}` });
  let notify: ServerNotifier | undefined;
  const build = (era: "legacy" | "modern") => {
    const server = new McpServer(
      { name: "conformance fixture", version: "1.0.0" },
      {
        capabilities: {
          logging: {},
          completions: {},
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
        },
        requestState: { verify: states.verify },
      },
    );
    contentTools(server);
    conversationTools(server);
    inputRequiredTools(server, states);
    wireTools(server, () => notify);
    promptsOf(server);
    resourcesOf(server, era);
    return server;
  };
  const modern = createMcpHandler(({ era }) => build(era), { legacy: "reject" });
  notify = modern.notify;
  const toModern = toNodeHandler(modern);
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  const open = async () => {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      eventStore: new EventLog(),
      retryInterval: 500,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    await build("legacy").connect(transport);
    return transport;
  };
  const allowsHost = localhostHostValidation();
  const allowsOrigin = localhostOriginValidation();
  const server = createServer(async (request, response) => {
    try {
      if (!allowsHost(request, response) || !allowsOrigin(request, response)) return;
      const probe = await toWebRequest(request);
      const body = request.method === "POST" ? await parsed(probe) : undefined;
      if (!(await isLegacyRequest(probe, body))) return void (await toModern(request, response, body));
      const id = request.headers["mcp-session-id"];
      const known = typeof id === "string" ? sessions.get(id) : undefined;
      if (id !== undefined && known === undefined) return void sessionNotFound(response);
      await (known ?? (await open())).handleRequest(request, response, body);
    } catch (error) {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      await modern.close();
      await Promise.all([...sessions.values()].map((transport) => transport.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The JSON of a body; undefined for one that is none, which the era's own handler then refuses. */
async function parsed(request: Request): Promise<unknown> {
  try {
    return JSON.parse(await request.clone().text());
  } catch {
    return undefined;
  }
}

function sessionNotFound(response: import("node:http").ServerResponse): void {
  const body = JSON.stringify({ jsonrpc: "2.0", error: { code: -32001, message: "Session not found" }, id: null });
  response.writeHead(404, { "content-type": "application/json" }).end(body);
}
