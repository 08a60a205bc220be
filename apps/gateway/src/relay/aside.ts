import { type MessageId, methodNotFound } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { requestHeaders } from "./request-headers.ts";

/** D8: tells a legacy upstream that the gateway gave up on a call. */
export function sendCancelled(x: Exchange, id: MessageId): void {
  const params = `{"requestId":${id.text},"reason":"The gateway's time limit for this call has passed."}`;
  send(x, "POST", Buffer.from(`{"jsonrpc":"2.0","method":"notifications/cancelled","params":${params}}`));
}

/** A request of the server that the client must not see is answered in the client's place. */
export function refuseServerRequest(x: Exchange, id: MessageId): void {
  send(x, "POST", methodNotFound(id));
}

/** Ends a session that no client was told of. */
export function endUpstreamSession(x: Exchange, upstreamId: string): void {
  send(x, "DELETE", undefined, upstreamId);
}

/** A message of the gateway's own on the caller's upstream session. Nothing waits for it, and no failure of it matters. */
function send(x: Exchange, method: "POST" | "DELETE", body: Uint8Array | undefined, upstreamId?: string): void {
  const { grant, origin, path } = x.tenant!;
  const headers = requestHeaders(x, method);
  if (upstreamId !== undefined) headers.push("mcp-session-id", upstreamId);
  try {
    x.deps.pools
      .of(grant.organizationId, grant.organizationSlug, origin)
      .dispatch({ path, method, headers, body: body ?? null, headersTimeout: asideMs, bodyTimeout: asideMs }, new Discard());
  } catch (error) {
    x.deps.log.warn({ error: String(error) }, "a message of the gateway's own could not be sent");
  }
}

/** Takes an answer that nobody waits for. */
export class Discard {
  onRequestStart(): void {}
  onResponseStart(): void {}
  onResponseData(): void {}
  onResponseEnd(): void {}
  onResponseError(): void {}
}

const asideMs = 5_000;
