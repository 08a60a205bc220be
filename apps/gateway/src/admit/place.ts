import { methodDenial } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** In-flight caps. A probe is never refused for them: a 4xx would demote the client to the legacy era (B6). */
export function takePlace(x: Exchange): Reply | undefined {
  const { inFlight } = x.deps;
  const { grant, route } = x.tenant!;
  if (x.message === undefined && x.request.method === "DELETE") return undefined;
  if (x.isInitialize || x.rule?.method === "server/discover" || (x.message !== undefined && x.message.kind !== "request")) return undefined;
  const isStream = x.message === undefined || x.rule?.method === "subscriptions/listen";
  const release = isStream ? inFlight.takeStream() : inFlight.takeCall(grant.id, grant.organizationId, route.serverId);
  if (release === undefined) return busy(x);
  x.whenOver(release);
  return undefined;
}

function busy(x: Exchange): Reply {
  const message = "Too many calls are on their way at once. Try again in a moment.";
  const denial = { decision: "limit", reason: "overloaded", rule: "", message, retryAfterSeconds: 1 } as const;
  return {
    status: 429,
    body: methodDenial(x.requestId, denial),
    headers: ["retry-after", "1"],
    effect: "deny",
    reason: "overloaded",
    message,
  };
}
