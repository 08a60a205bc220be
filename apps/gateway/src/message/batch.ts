import type { Exchange } from "../exchange.ts";
import { type Reply, refuse } from "../reply.ts";

/** B8: several messages in one body are of 2025-03-26 alone, and its session says so. Each is taken by itself from here on. */
export function batch(x: Exchange): Reply | undefined {
  if (x.messages === undefined) return undefined;
  const { session } = x;
  if (session?.version !== "2025-03-26")
    return refuse("profile_breach", "Batches are taken in sessions of 2025-03-26 only.", { reason: "batch_refused" });
  for (const message of x.messages) {
    if (message.kind !== "request") continue;
    const call = `${session.tag} ${message.id.key}`;
    if (!x.deps.sessions.begin(call)) return refuse("profile_breach", "An id of this batch is already in flight on this session.");
    x.whenOver(() => x.deps.sessions.finish(call));
  }
  x.parts = x.messages.map((message) => x.part(message));
  return undefined;
}
