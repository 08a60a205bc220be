import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export type Received = {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: Buffer;
  json: RpcMessage | undefined;
  /** Of the peer: tells connections apart. */
  port: number | undefined;
};
export type RpcMessage = { id?: string | number; method?: string; params?: Record<string, unknown>; result?: unknown; error?: unknown };
export type Script = (request: Received, response: ServerResponse) => void | Promise<void>;

/** A server that records every byte it gets and answers as it is told. */
export class ScriptedUpstream {
  readonly received: Received[] = [];
  readonly #server: Server;
  script: Script;

  private constructor(script: Script) {
    this.script = script;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const { method = "", url: path = "", headers, rawHeaders } = request;
        const seen: Received = { method, path, headers, rawHeaders, body, json: parse(body), port: request.socket.remotePort };
        this.received.push(seen);
        void this.script(seen, response);
      });
    });
  }

  static async start(script: Script = answerAll): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream(script);
    await new Promise<void>((resolve) => upstream.#server.listen(0, "127.0.0.1", resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/mcp`;
  }

  calls(method = "tools/call"): Received[] {
    return this.received.filter(({ json }) => json?.method === method);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** 202 for what has no id, a text result for what has one. */
export const answerAll: Script = ({ json }, response) => {
  if (json?.id === undefined || json.method === undefined) return void response.writeHead(202).end();
  sendJson(response, rpcResult(json.id, { content: [{ type: "text", text: "done" }] }));
};

export const rpcResult = (id: string | number, result: unknown): string => JSON.stringify({ jsonrpc: "2.0", id, result });

export function sendJson(response: ServerResponse, text: string, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "application/json", ...headers }).end(text);
}

export function startEvents(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { "content-type": "text/event-stream", ...headers });
  response.flushHeaders();
}

function parse(body: Buffer): RpcMessage | undefined {
  try {
    return JSON.parse(body.toString()) as RpcMessage;
  } catch {
    return undefined;
  }
}
