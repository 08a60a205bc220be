import { methodDenial } from "@portcullis/protocol";
import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";
import type { Kind } from "./in-flight.ts";

/**
 * In-flight caps: whatever is forwarded has a place. Notifications and posted answers are counted apart from the calls, which may be
 * waiting for just these; so are the probes of a client that connects, and they never get 429, which would demote it to the legacy era (B6).
 */
export function takePlace(x: Exchange): Reply | undefined {
  if (x.parts !== undefined) return x.parts.map(takePlace).find((reply) => reply !== undefined);
  const { grant, route } = x.tenant!;
  const kind = kindOf(x);
  const release = x.deps.inFlight.take(kind, { grant: grant.id, organization: grant.organizationId, server: route.serverId });
  if (release === undefined) return kind === "probe" ? tooManyProbes(x) : busy(x);
  x.whileAtWork(release);
  return undefined;
}

function kindOf({ message, request, rule, isInitialize }: Exchange): Kind {
  if (message === undefined) return request.method === "DELETE" ? "aside" : "stream";
  if (message.kind !== "request") return "aside";
  if (rule?.method === "subscriptions/listen") return "stream";
  return isInitialize || rule?.method === "server/discover" ? "probe" : "call";
}

/** Too many calls are on their way. */
export function busy(x: Exchange): Reply {
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

function tooManyProbes(x: Exchange): Reply {
  const sentence = "Too many clients are connecting with this grant at once. Try again in a moment.";
  return refuse("unavailable", sentence, { id: x.requestId, headers: ["retry-after", "1"], reason: "overloaded" });
}
