import { answerType, type JsonNode, type JsonObject, readAnswer, SseSplitter } from "@portcullis/protocol";
import { DiscoveryError, fromDial } from "./failure.ts";

/** One server during one discovery. */
export type Peer = {
  url: URL;
  fetch: typeof globalThis.fetch;
  /** The server's configured headers, credentials among them. */
  headers: Record<string, string>;
  signal: AbortSignal;
  /** The longest answer to read, in bytes. */
  answerBytesMax: number;
};
/** What came back for a request: `reply` is absent when the body was no readable JSON-RPC answer, `problem` then says why. */
export type Answer = { status: number; headers: Headers; reply?: Reply; problem?: string };
/** Nodes carry byte offsets into `bytes`, the JSON text as received. */
export type Reply = { bytes: Uint8Array; result?: JsonObject; error?: { code: number | undefined; note: string } };

/**
 * Posts one JSON-RPC request and waits for the answer to it, in either of the two content types.
 *
 * @throws DiscoveryError when there is no HTTP answer, when it is too large, or when it asks for credentials
 */
export async function ask(peer: Peer, id: number, method: string, params: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await post(peer, { jsonrpc: "2.0", id, method, params }, headers);
  const { status } = response;
  if (status === 401 || status === 403) {
    await discard(response);
    throw wantsCredentials(peer, status);
  }
  const answer = { status, headers: response.headers };
  const contentType = response.headers.get("content-type") ?? undefined;
  const type = answerType(contentType);
  if (type === "other" || !response.body) {
    await discard(response);
    return { ...answer, problem: `content type ${contentType ?? "missing"}` };
  }
  const bytes = type === "json" ? await wholeBody(peer, response.body) : await eventFor(id, peer, response.body);
  return { ...answer, ...replyOf(bytes, id) };
}

/** The sentence for an answer without a reply or with an error, by what the HTTP status says about it. */
export function unanswered({ url: { host } }: Peer, method: string, { status, reply, problem }: Answer): DiscoveryError {
  const note = `${method}: HTTP ${status}, ${reply?.error ? `error ${reply.error.code} ${reply.error.note}` : problem}`;
  if (status >= 500)
    return new DiscoveryError("unreachable", `${host} answers with an error of its own (HTTP ${status}); try again later.`, note);
  return new DiscoveryError("bad_answer", `${host} did not answer ${method} as MCP asks for.`, note);
}

/** Posts a notification; only the status matters. */
export async function tell(peer: Peer, method: string, headers: Record<string, string>): Promise<number> {
  const response = await post(peer, { jsonrpc: "2.0", method }, headers);
  await discard(response);
  return response.status;
}

/** The configured headers, under ours: no configuration changes what the protocol needs. */
export function requestHeaders(peer: Peer, own: Record<string, string>): Headers {
  const headers = new Headers(peer.headers);
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  return headers;
}

/** The JSON text of a node, exactly as received. */
export const textOf = (bytes: Uint8Array, node: JsonNode): string => new TextDecoder().decode(bytes.subarray(node.start, node.end));

/** The plain value of a node, for parts that are shown and not judged. */
export const plainOf = (bytes: Uint8Array, node: JsonNode | undefined): unknown => node && JSON.parse(textOf(bytes, node));

async function post(peer: Peer, message: object, own: Record<string, string>): Promise<Response> {
  const headers = requestHeaders(peer, { "content-type": "application/json", accept: "application/json, text/event-stream", ...own });
  return peer.fetch(peer.url, { method: "POST", headers, body: JSON.stringify(message), signal: peer.signal }).catch((error: unknown) => {
    throw fromDial(error);
  });
}

function wantsCredentials({ url, headers }: Peer, status: number): DiscoveryError {
  const given = Object.keys(headers).length > 0;
  const sentence = given
    ? `${url.host} refuses the credentials in the headers (HTTP ${status}); check them.`
    : `${url.host} wants credentials (HTTP ${status}); add the header that it expects.`;
  return new DiscoveryError("wants_credentials", sentence);
}

async function* chunksOf(peer: Peer, body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let total = 0;
  try {
    for await (const chunk of body) {
      total += chunk.byteLength;
      if (total > peer.answerBytesMax)
        throw new DiscoveryError("too_large", `${peer.url.host} sent more than ${peer.answerBytesMax} bytes in one answer.`);
      yield chunk;
    }
  } catch (error) {
    throw fromDial(error);
  }
}

async function wholeBody(peer: Peer, body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(peer, body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The data of the event that answers the request; notifications and requests of the server pass by. */
async function eventFor(id: number, peer: Peer, body: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const splitter = new SseSplitter(peer.answerBytesMax);
  for await (const chunk of chunksOf(peer, body)) {
    const { pieces, problem } = splitter.push(chunk);
    for (const piece of pieces) {
      if (piece.kind === "event" && piece.data && piece.data.length > 0 && replyOf(piece.data, id).reply) return piece.data;
    }
    if (problem) return undefined;
  }
  return undefined;
}

function replyOf(bytes: Uint8Array | undefined, id: number): { reply: Reply } | { reply?: undefined; problem: string } {
  if (!bytes) return { problem: "the event stream ended without an answer" };
  const read = readAnswer(bytes, "whole");
  if (!read.ok) return { problem: read.failure.problem };
  if (read.body.kind !== "response") return { problem: "not a response" };
  const { result, error, id: answered } = read.body;
  if (error) {
    const { code, message } = plainOf(bytes, error) as { code?: unknown; message?: unknown };
    return { reply: { bytes, error: { code: typeof code === "number" ? code : undefined, note: String(message).slice(0, 200) } } };
  }
  return result && answered?.value === id ? { reply: { bytes, result } } : { problem: "a response to another request" };
}

const discard = async (response: Response) => response.body?.cancel().catch(() => undefined);
