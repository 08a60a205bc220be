import { spliceMessage } from "@portcullis/protocol";
import { unavailable } from "../enforce/denial.ts";
import { judgeView } from "../enforce/judge.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { deliverFailure } from "./deliver.ts";
import { failureOf } from "./failure.ts";
import { requestHeaders } from "./request-headers.ts";
import { UpstreamCall } from "./upstream-call.ts";

/** Sends the received bytes on. From here the exchange belongs to the call, which records and answers it. */
export function forward(x: Exchange): Reply | undefined {
  const { grant, origin, path } = x.tenant!;
  const method = x.request.method as "POST" | "GET" | "DELETE";
  const body = method === "POST" ? upwardBody(x) : null;
  if (body === undefined) return unavailable(x);
  const { silenceMs } = x.deps.limits;
  const isLasting = method === "GET" || x.rule?.method === "subscriptions/listen";
  // D4: the client is done with the session, whatever the upstream makes of it.
  if (method === "DELETE" && x.session !== undefined) x.deps.sessions.end(x.session);
  const call = new UpstreamCall(x);
  const headersTimeout = method === "DELETE" ? Math.min(silenceMs, deleteMs) : silenceMs;
  // The HTTP client takes 0 for "no limit".
  const bodyTimeout = isLasting ? 0 : headersTimeout;
  try {
    const pool = x.deps.pools.of(grant.organizationId, grant.organizationSlug, origin, isLasting ? "streams" : "calls");
    pool.dispatch({ path, method, headers: requestHeaders(x, method), body, headersTimeout, bodyTimeout }, call);
  } catch (error) {
    deliverFailure(x, failureOf(error, false));
  }
  return undefined;
}

/** The received bytes; of a listen request only the resources that the caller may read (W3). */
function upwardBody(x: Exchange): Uint8Array | undefined {
  const { view, message } = x;
  if (view?.kind !== "listen" || message?.kind !== "request" || view.uris.every((uri) => isReadable(x, uri))) return x.body;
  const filter = message.params?.members.get("notifications");
  const subscriptions = filter?.kind === "object" ? filter.members.get("resourceSubscriptions") : undefined;
  if (subscriptions?.kind !== "array") return undefined;
  return spliceMessage(x.body, message.root, [
    { array: subscriptions, keep: (item) => item.kind === "string" && isReadable(x, item.value) },
  ]);
}

const isReadable = (x: Exchange, uri: string): boolean => judgeView(x, { kind: "resource", uri }).effect === "allow";

const deleteMs = 10_000;
