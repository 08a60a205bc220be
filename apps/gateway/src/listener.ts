import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { OneAtATime } from "./admit/one-at-a-time.ts";
import { serve } from "./app.ts";
import type { Deps } from "./deps.ts";
import type { GatewaySettings } from "./env.ts";

/** The public server: Node's strict HTTP parser with every time and size limit set (H2). */
export function publicServer(settings: GatewaySettings, deps: () => Deps): Server {
  const server = createServer({
    maxHeaderSize: settings.LIMIT_HEADER_BYTES,
    headersTimeout: settings.LIMIT_HEADER_SECONDS * 1_000,
    // From the first byte of the head to the last of the body.
    requestTimeout: (settings.LIMIT_HEADER_SECONDS + settings.LIMIT_BODY_SECONDS) * 1_000,
    keepAliveTimeout: settings.LIMIT_KEEP_ALIVE_SECONDS * 1_000,
    connectionsCheckingInterval: 1_000,
    insecureHTTPParser: false,
    noDelay: true,
  });
  // Their size is limited; a limit on their number would drop the rest without a word.
  server.maxHeadersCount = 0;
  const turns = new OneAtATime((source) => deps().store.log({ source, kind: "malformed_http", detail: "pipelined" }));
  const take = (request: IncomingMessage, response: ServerResponse, expectsContinue = false) => {
    if (!turns.begin(request.socket, response)) return;
    serve(deps(), request, response, expectsContinue).catch((error: unknown) => {
      deps().log.error({ error: error instanceof Error ? error.stack : String(error) }, "a refusal could not be written");
      response.destroy();
    });
  };
  server.on("request", (request, response) => take(request, response));
  server.on("checkContinue", (request, response) => take(request, response, true));
  server.on("clientError", (error: Error & { code?: string }, socket: IncomingMessage["socket"]) => {
    const [status, reason] = STATUS.get(error.code ?? "") ?? [400, "Bad Request"];
    const source = socket.remoteAddress;
    if (source !== undefined) deps().store.log({ source, kind: "malformed_http", detail: error.code });
    if (!socket.writable) return socket.destroy();
    const body = `{"jsonrpc":"2.0","error":{"code":-32600,"message":"${reason}"}}`;
    socket.end(
      `HTTP/1.1 ${status} ${reason}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
  });
  return server;
}

const STATUS: ReadonlyMap<string, [number, string]> = new Map([
  ["HPE_HEADER_OVERFLOW", [431, "Request Header Fields Too Large"]],
  ["ERR_HTTP_REQUEST_TIMEOUT", [408, "Request Timeout"]],
]);
