import { limitMessage, type Reservation } from "@portcullis/policy";
import { denied, unavailable } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/** Takes every limit of an allowed call, or none, before anything is sent. */
export async function reserveAll(x: Exchange, reservations: readonly Reservation[]): Promise<Reply | undefined> {
  const { grant, route } = x.tenant!;
  x.decisionId = x.deps.newId();
  const place = { organizationId: grant.organizationId, grantId: grant.id, serverId: route.serverId, decisionId: x.decisionId };
  try {
    const taken = await x.deps.store.reserve(place, reservations);
    if (taken.ok) return undefined;
    const full = reservations[taken.index]!;
    return denied(x, {
      decision: "limit",
      reason: "limit_exceeded",
      rule: full.rule,
      message: limitMessage(full, taken.retryAfterSeconds),
      retryAfterSeconds: taken.retryAfterSeconds,
    });
  } catch (error) {
    // Whether they were taken is not known: the call is not sent, and errors fall on the denying side.
    x.deps.log.error({ error: String(error), server: route.serverSlug }, "limits could not be reserved");
    return unavailable(x);
  }
}
