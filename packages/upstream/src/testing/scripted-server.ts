import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Received = {
  method: string;
  headers: IncomingMessage["headers"];
  message?: { id?: number; method?: string; params?: Record<string, unknown> };
};
export type Script = (received: Received, response: ServerResponse) => void;

/** A real HTTP server on loopback that answers as its script says and keeps what it received. */
export async function scriptedServer(script: Script): Promise<{ url: string; received: Received[]; server: Server }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const entry: Received = { method: request.method ?? "", headers: request.headers, ...(text !== "" && { message: JSON.parse(text) }) };
    received.push(entry);
    script(entry, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`, received, server };
}

/** Answers with a JSON text as it stands; `result` of JSON-RPC where a string is given for it. */
export function reply(response: ServerResponse, { message }: Received, result: string, headers: Record<string, string> = {}): void {
  response
    .writeHead(200, { "content-type": "application/json", ...headers })
    .end(`{"jsonrpc":"2.0","id":${message?.id},"result":${result}}`);
}

/** A script of the handshake era: lists what `pages` holds, each page a JSON text of the `result` of tools/list. */
export function handshakeScript(pages: (cursor: unknown) => string, headers: Record<string, string> = {}): Script {
  return (received, response) => {
    const { message } = received;
    if (message?.method === "initialize") {
      return reply(
        response,
        received,
        '{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"scripted","version":"1"}}',
        headers,
      );
    }
    if (message?.method === "tools/list") return reply(response, received, pages(message.params?.cursor), headers);
    if (message?.id === undefined) return void response.writeHead(202).end();
    response
      .writeHead(400, { "content-type": "application/json" })
      .end(`{"jsonrpc":"2.0","id":${message.id},"error":{"code":-32601,"message":"no"}}`);
  };
}

/** A script of the per-request era, strict about the envelope and the mirrored headers as the specification asks. */
export function perRequestScript(listing: string): Script {
  return (received, response) => {
    const { message, headers } = received;
    const meta = message?.params?._meta as Record<string, unknown> | undefined;
    const version = meta?.["io.modelcontextprotocol/protocolVersion"];
    const refuse = (code: number) =>
      response
        .writeHead(400, { "content-type": "application/json" })
        .end(`{"jsonrpc":"2.0","id":${message?.id},"error":{"code":${code},"message":"no","data":{"supported":["2026-07-28"]}}}`);
    if (version === undefined) return void refuse(-32022);
    if (meta?.["io.modelcontextprotocol/clientCapabilities"] === undefined) return void refuse(-32602);
    if (headers["mcp-protocol-version"] !== version || headers["mcp-method"] !== message?.method) return void refuse(-32020);
    if (message?.method === "tools/list") return reply(response, received, listing);
    reply(
      response,
      received,
      '{"resultType":"complete","ttlMs":0,"cacheScope":"private","supportedVersions":["2027-01-01","2026-07-28"],"capabilities":{"tools":{"listChanged":true}},"instructions":"Read first.","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"scripted","version":"2","title":"Scripted"}}}',
    );
  };
}
