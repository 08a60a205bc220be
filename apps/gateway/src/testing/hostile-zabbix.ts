import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

type Rpc = { id?: string | number; method?: string; params?: { name?: string } };

/**
 * A scripted stand-in with the manners of a real Zabbix MCP server 3.0 (protocol.md, T10 … T23): at most 2025-03-26, always event streams,
 * hangs on a session after its DELETE, answers an unknown one with 400, an id that is in flight once more never, failures as HTML, as text
 * dressed as success, and with what no client should see; 3.5 MB in one line.
 */
export class HostileZabbix {
  readonly received: { method: string; session: string | undefined; rpc: Rpc }[] = [];
  readonly sessions = new Set<string>();
  readonly ended = new Set<string>();
  readonly #inFlight = new Set<string>();
  /** Calls of `wait`, to be answered by the test. */
  readonly waiting: (() => void)[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(): Promise<HostileZabbix> {
    const zabbix = new HostileZabbix();
    await new Promise<void>((resolve) => zabbix.#server.listen(0, "127.0.0.1", resolve));
    return zabbix;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/mcp`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const rpc = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Rpc;
    const session = request.headers["mcp-session-id"] as string | undefined;
    this.received.push({ method: request.method ?? "", session, rpc });
    if (rpc.method === "initialize") return this.#initialize(rpc, response);
    // It forgets that it ended a session, and waits for ever.
    if (session !== undefined && this.ended.has(session)) return;
    if (session === undefined || !this.sessions.has(session)) {
      const body = `{"jsonrpc":"2.0","id":"server-error","error":{"code":-32600,"message":"Bad Request: No valid session ID provided"}}`;
      return void response
        .writeHead(400, { "content-type": "application/json" })
        .end(body.replace("-32600", "-32000").replace(`"id":"server-error",`, ""));
    }
    if (request.method === "DELETE") {
      this.ended.add(session);
      return void response.writeHead(200).end();
    }
    if (rpc.id === undefined) return void response.writeHead(202).end();
    const call = `${session} ${rpc.id}`;
    if (this.#inFlight.has(call)) return;
    this.#inFlight.add(call);
    response.once("close", () => this.#inFlight.delete(call));
    this.#answer(rpc, response);
  }

  #initialize({ id }: Rpc, response: ServerResponse): void {
    const session = randomUUID().replaceAll("-", "");
    this.sessions.add(session);
    const result = {
      protocolVersion: "2025-03-26",
      capabilities: { tools: { listChanged: false } },
      serverInfo: { name: "Zabbix MCP", version: "3.0.0" },
    };
    events(response, { "mcp-session-id": session });
    response.end(event(JSON.stringify({ jsonrpc: "2.0", id, result })));
  }

  #answer({ id, params }: Rpc, response: ServerResponse): void {
    const result = (text: string) => JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text }], isError: false } });
    switch (params?.name) {
      case "html":
        return void response.writeHead(500, { "content-type": "text/html" }).end("<html><h1>500</h1>Traceback: password=zabbix</html>");
      case "large":
        events(response);
        return void response.end(event(result("x".repeat(3_500_000))));
      case "dressed":
        events(response);
        return void response.end(event(result("Error: ZabbixAPIException: no permissions to referred object")));
      case "noise":
        events(response);
        response.write(": ping - 2026\r\n\r\n");
        response.write(event(`{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"invented","progress":1}}`));
        return void response.end(event(result("done")));
      case "wait":
        events(response);
        return void this.waiting.push(() => response.end(event(result("waited"))));
      default:
        events(response);
        return void response.end(event(result("done")));
    }
  }
}

const events = (response: ServerResponse, headers: Record<string, string> = {}) =>
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", ...headers }).flushHeaders();

/** With CRLF, as its framework writes it. */
const event = (data: string): string => `event: message\r\ndata: ${data}\r\n\r\n`;
