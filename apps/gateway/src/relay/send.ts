import { sseEvent } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { corsHeaders } from "../message/origin.ts";

export type Outgoing = { status: number; body?: Uint8Array; headers?: readonly string[]; close?: boolean };

/** Writes a whole answer at once and ends the exchange. */
export function send(x: Exchange, { status, body, headers, close }: Outgoing): void {
  const { response } = x;
  if (x.isStreaming && !response.destroyed) {
    // Its head went out while people were asked: the message is what is left to say.
    if (body !== undefined) response.write(sseEvent({ data: body }));
    response.end();
    x.over();
    return;
  }
  if (response.headersSent || response.destroyed) {
    response.destroy();
    x.over();
    return;
  }
  const list = headers === undefined ? [] : [...headers];
  if (body !== undefined) list.push("content-type", "application/json", "content-length", String(body.length));
  else if (status !== 204) list.push("content-length", "0");
  if (x.allowedOrigin !== undefined) list.push(...corsHeaders(x.allowedOrigin));
  // A large body that nobody will read is not drained either.
  if (close === true || x.deps.shutdown.begun || isBodyLeft(x)) list.push("connection", "close");
  response.writeHead(status, list);
  // Node joins the head and a string into one write, where a buffer would be a second one; latin1 keeps every byte as it is.
  if (body !== undefined && body.length <= joinBytesMax)
    response.end(Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1"), "latin1");
  else response.end(body);
  x.over();
}

/** The head of an event stream: never compressed, never held back on the way (A8). Nothing when the client has gone. */
export function sendStreamHead(x: Exchange, headers: readonly string[] = []): void {
  if (x.response.headersSent || x.response.destroyed) return;
  const list = ["content-type", "text/event-stream", "cache-control", "no-cache, no-transform", "x-accel-buffering", "no", ...headers];
  if (x.allowedOrigin !== undefined) list.push(...corsHeaders(x.allowedOrigin));
  x.response.writeHead(200, list);
  x.response.flushHeaders();
}

function isBodyLeft({ request }: Exchange): boolean {
  if (request.complete) return false;
  if (request.headers["transfer-encoding"] !== undefined) return true;
  return Number(request.headers["content-length"] ?? 0) > drainBytesMax;
}

const joinBytesMax = 32 * 1024;
const drainBytesMax = 64 * 1024;
