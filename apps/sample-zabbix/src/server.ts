import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Backend } from "./backend.ts";
import { catalogue } from "./catalogue.ts";
import { inventory } from "./inventory/inventory.ts";
import { Sessions } from "./sessions.ts";

export type SampleOptions = {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  backend?: Backend;
  /** Names besides the loopback ones and `host` that a Host header may carry. */
  allowedHosts?: readonly string[];
};
export type Sample = { /** The MCP endpoint. */ url: string; close(): Promise<void> };

/**
 * Starts the sample server: MCP at `/mcp`, liveness at `/health`.
 *
 * @throws Error with code EADDRINUSE when the port is taken
 */
export async function startSample({
  port = 4100,
  host = "127.0.0.1",
  backend = inventory(),
  allowedHosts = [],
}: SampleOptions = {}): Promise<Sample> {
  const sessions = new Sessions(backend);
  const names = new Set([...loopbackNames, host, ...allowedHosts]);
  const server = createServer((request, response) => {
    answer(request, response, names, backend, sessions).catch(() => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "The sample server failed.");
    });
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  const taken = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${reachable(host)}:${taken}/mcp`,
    async close() {
      server.close();
      await sessions.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  names: Set<string>,
  backend: Backend,
  sessions: Sessions,
): Promise<void> {
  const { origin, host } = request.headers;
  // A page of a foreign site may reach this port by a name of its own that it points here (DNS rebinding).
  if (!names.has(nameIn(`http://${host}`))) return refuse(response, 403, "This Host is not allowed; list it in SAMPLE_ALLOWED_HOSTS.");
  if (origin !== undefined && !names.has(nameIn(origin))) return refuse(response, 403, "This Origin is not allowed.");
  const path = request.url?.split("?")[0];
  if (path === "/health" && request.method === "GET") {
    const body = JSON.stringify({ status: "ok", backend: backend.name, tools: catalogue.length });
    response.writeHead(200, { "content-type": "application/json" }).end(body);
    return;
  }
  if (path !== "/mcp") return refuse(response, 404, "There is nothing here; the MCP endpoint is /mcp.");
  await sessions.handle(request, response);
}

const loopbackNames = ["localhost", "127.0.0.1", "[::1]"];

const reachable = (host: string) => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host);

function nameIn(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : "";
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error: message }));
}
