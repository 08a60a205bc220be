import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Backend } from "./backend.ts";
import { mcpServer } from "./mcp.ts";

/** Many clients never end their session, so the one that was idle longest makes room for a new one. */
const sessionsMax = 1000;

/** The MCP endpoint: one SDK server and transport per session. */
export class Sessions {
  #open = new Map<string, StreamableHTTPServerTransport>();
  readonly #backend: Backend;
  readonly #newId: () => string;

  constructor(backend: Backend, newId: () => string = randomUUID) {
    this.#backend = backend;
    this.#newId = newId;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.headers["mcp-session-id"];
    if (id === undefined) return (await this.#begin()).handleRequest(request, response);
    const transport = typeof id === "string" ? this.#open.get(id) : undefined;
    if (!transport || typeof id !== "string") return notFound(response);
    // Moved to the end: the order of the map is the order of use.
    this.#open.delete(id);
    this.#open.set(id, transport);
    return transport.handleRequest(request, response);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((transport) => transport.close()));
  }

  /** A transport that becomes a session when its first message is an `initialize`; it refuses any other by itself. */
  async #begin(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: this.#newId,
      onsessioninitialized: async (id) => {
        this.#open.set(id, transport);
        const [oldest] = this.#open;
        if (this.#open.size > sessionsMax && oldest) await oldest[1].close();
      },
    });
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#open.delete(transport.sessionId);
    };
    await mcpServer(this.#backend).connect(transport);
    return transport;
  }
}

function notFound(response: ServerResponse): void {
  const body = { jsonrpc: "2.0", id: null, error: { code: -32001, message: "Session not found" } };
  response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify(body));
}
