import { askBreaker } from "../admit/breaker.ts";
import { unavailable } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { forwardBatch } from "./batch-call.ts";
import { deliver, deliverFailure } from "./deliver.ts";
import { failureOf } from "./failure.ts";
import { requestHeaders } from "./request-headers.ts";
import { UpstreamCall } from "./upstream-call.ts";
import { upwardBody } from "./upward-body.ts";

/** Sends the received bytes on. From here the exchange belongs to the call, which records and answers it. */
export function forward(x: Exchange): Reply | undefined {
  if (x.parts !== undefined) {
    const isAwaited = x.parts.some(({ requestId }) => requestId !== undefined);
    return (isAwaited ? askBreaker(x) : undefined) ?? forwardBatch(x, x.parts, timesOf(x));
  }
  const isAwaited = x.message === undefined ? x.request.method === "GET" : x.message.kind === "request";
  return (isAwaited ? askBreaker(x) : undefined) ?? dispatch(x, 1);
}

function dispatch(x: Exchange, tries: number): Reply | undefined {
  const { grant, origin, path } = x.tenant!;
  const method = x.request.method as "POST" | "GET" | "DELETE";
  // C6, D5: who hung up before anything was sent has cancelled; a legacy call goes on (D8).
  if (x.isClosed && (x.era === "modern" || method === "GET")) {
    deliverFailure(x, failureOf(new Error("the client has gone"), false));
    return undefined;
  }
  if (method === "POST") x.upward ??= upwardBody(x);
  if (method === "POST" && x.upward === undefined) return unavailable(x);
  const body = x.upward?.body ?? null;
  const { silenceMs, callMs } = timesOf(x);
  const isLasting = method === "GET" || x.rule?.method === "subscriptions/listen";
  // D4: the client is done with the session, whatever the upstream makes of it.
  if (method === "DELETE" && x.session !== undefined) x.deps.sessions.end(x.session);
  const call = new UpstreamCall(x, callMs, () => again(x, tries));
  const headersTimeout = method === "DELETE" ? Math.min(silenceMs, deleteMs) : silenceMs;
  // The HTTP client takes 0 for "no limit".
  const bodyTimeout = isLasting ? 0 : headersTimeout;
  try {
    const pool = x.connection ?? x.deps.pools.of(grant.organizationId, grant.organizationSlug, origin, isLasting ? "streams" : "calls");
    pool.dispatch({ path, method, headers: requestHeaders(x, method), body, headersTimeout, bodyTimeout }, call);
  } catch (error) {
    deliverFailure(x, failureOf(error, false));
  }
  return undefined;
}

/** Nothing was sent yet: what the call stands on was read anew and is the same. */
function again(x: Exchange, tries: number): void {
  const reply = tries < triesMax ? dispatch(x, tries + 1) : unavailable(x);
  if (reply !== undefined) deliver(x, reply, { outcome: "not_sent" });
}

/** What the organization set for the server, never above what the operator allows (protocol.md section 8). */
function timesOf({ deps: { limits }, tenant }: Exchange): { silenceMs: number; callMs: number } {
  const { callTimeoutSeconds, idleTimeoutSeconds } = tenant!.route.settings;
  const callMs = callTimeoutSeconds === null ? limits.callMs : Math.min(callTimeoutSeconds * 1_000, limits.callMs);
  const silenceMs = idleTimeoutSeconds === null ? limits.silenceMs : idleTimeoutSeconds * 1_000;
  return { callMs, silenceMs: Math.min(silenceMs, callMs) };
}

const triesMax = 3;
const deleteMs = 10_000;
