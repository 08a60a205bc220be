import type { buildConnector } from "undici";
import { Agent, fetch as undiciFetch } from "undici";
import { DialError } from "./errors.ts";
import type { UrlVerdict } from "./url.ts";

/** security.md section 5: the caps of every exchange that the dialer carries. */
export const headerBytesMax = 16 * 1024;
const bodyBytesMax = 10 * 1024 * 1024;

export type FetchOptions = {
  /** How long the server may think before its answer begins, and pause within it. */
  headersTimeoutMs?: number;
  bodyTimeoutMs?: number;
};

/** A fetch that keeps its connections for the next request until it is closed, which ends whatever is under way. */
export type GuardedFetch = typeof globalThis.fetch & { close: () => Promise<void> };

/**
 * A `fetch` whose sockets come from the guarded connector alone. Takes a string or URL, never a `Request`.
 * A redirect is an error, whatever `init.redirect` says; the body is cut with an error at 10 MiB after decoding.
 *
 * @throws DialError, as rejection or while the body is read; AbortError when `init.signal` fires
 */
export function guardedFetch(
  judge: (url: string) => UrlVerdict,
  connect: buildConnector.connector,
  { headersTimeoutMs = 30_000, bodyTimeoutMs = 30_000 }: FetchOptions = {},
): GuardedFetch {
  const dispatcher = new Agent({
    connect,
    headersTimeout: headersTimeoutMs,
    bodyTimeout: bodyTimeoutMs,
    maxHeaderSize: headerBytesMax,
    pipelining: 1,
  });
  const fetch: typeof globalThis.fetch = async (input, init) => {
    if (typeof input !== "string" && !(input instanceof URL)) throw new TypeError("the guarded fetch takes a string or a URL");
    const verdict = judge(String(input));
    if (!verdict.ok)
      throw new DialError(
        verdict.code === "address_refused" ? "address_refused" : "url_refused",
        verdict.sentence,
        `${verdict.code}: ${input}`,
      );
    const headers = new Headers(init?.headers);
    headers.set("accept-encoding", "identity");
    const sent = { ...init, headers, redirect: "manual", dispatcher } as unknown as Parameters<typeof undiciFetch>[1];
    const answer = await undiciFetch(verdict.url.href, sent).catch((error: unknown) => {
      // The caller's own reason to stop says nothing about the server.
      throw init?.signal?.aborted ? error : dialErrorOf(error, verdict.url.host);
    });
    if (answer.status >= 300 && answer.status < 400 && answer.status !== 304) {
      await answer.body?.cancel();
      throw new DialError(
        "redirects",
        `${verdict.url.host} redirects to another address; register the address it redirects to.`,
        `HTTP ${answer.status} from ${verdict.url.href}`,
      );
    }
    return capped(answer as unknown as Response, verdict.url.host);
  };
  return Object.assign(fetch, { close: () => dispatcher.destroy() });
}

function capped(answer: Response, host: string): Response {
  const headers = new Headers(answer.headers);
  // The body that leaves here is decoded and perhaps cut: these two describe another one.
  headers.delete("content-encoding");
  headers.delete("content-length");
  let bytes = 0;
  const body = answer.body
    ? readable(answer.body, host, (chunk) => {
        bytes += chunk.byteLength;
        if (bytes > bodyBytesMax)
          throw new DialError("too_large", `${host} sent more than 10 MiB in one answer.`, `${host}: body over ${bodyBytesMax} bytes`);
      })
    : null;
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers });
}

function readable(source: ReadableStream<Uint8Array>, host: string, count: (chunk: Uint8Array) => void): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        count(value);
        controller.enqueue(value);
      } catch (error) {
        await reader.cancel().catch(() => undefined);
        throw dialErrorOf(error, host);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function dialErrorOf(error: unknown, host: string): unknown {
  if (error instanceof DialError || (error instanceof Error && error.name === "AbortError")) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof DialError) return cause;
  if (!(cause instanceof Error))
    return new DialError("connection_lost", `${host} closed the connection in the middle of its answer.`, String(cause));
  const code = "code" in cause ? String(cause.code) : cause.name;
  const note = `${host}: ${code} ${cause.message}`;
  if (cause.name === "TimeoutError" || code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
    return new DialError("answer_timeout", `${host} accepted the connection but did not answer in time.`, note, { cause });
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW" || code === "HPE_HEADER_OVERFLOW") {
    return new DialError("too_large", `${host} sent more than 16 KiB of response headers.`, note, { cause });
  }
  return new DialError("connection_lost", `${host} closed the connection in the middle of its answer.`, note, { cause });
}
