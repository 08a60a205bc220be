import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { markOf } from "./held-calls.ts";

/**
 * D8: a cancellation of a call that is held for approval withdraws it, at whatever replica it is held. A server knows nothing of such a call, so
 * nothing goes there; where the call is not held here, the others are told, and the server as ever.
 */
export function takenBack(x: Exchange): Reply | undefined {
  // What a batch takes back is taken back; the batch itself goes its way.
  for (const part of x.parts ?? []) takenBack(part);
  const { message, session, deps } = x;
  if (session === undefined || message?.kind !== "notification" || message.method !== "notifications/cancelled") return undefined;
  if (message.requestId === undefined) return undefined;
  const mark = markOf(session, message.requestId);
  if (deps.heldCalls.cancel(mark))
    return { status: 202, effect: "allow", reason: "allowed", message: "The call that waited for approval was taken back." };
  deps.store.callCancelled(mark);
  return undefined;
}
