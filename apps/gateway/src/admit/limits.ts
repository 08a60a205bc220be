import { limitMessage, type Reservation } from "@portcullis/policy";
import { denied, unavailable } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";

/**
 * Takes every limit of an allowed call, or none, before anything is sent. In observe mode a full one refuses nothing: the call takes none of
 * its limits, as it would if it were refused, and the record says so.
 */
export async function reserveAll(x: Exchange, reservations: readonly Reservation[]): Promise<Reply | undefined> {
  const { grant, route } = x.tenant!;
  x.decisionId = x.deps.newId();
  const place = { organizationId: grant.organizationId, grantId: grant.id, serverId: route.serverId, decisionId: x.decisionId };
  try {
    const taken = await x.deps.store.reserve(place, reservations);
    if (taken.ok) return undefined;
    const full = reservations[taken.index]!;
    const { retryAfterSeconds } = taken;
    const said = { reason: "limit_exceeded", rule: full.rule, message: limitMessage(full, retryAfterSeconds) } as const;
    if (x.judgement.observed === undefined) return denied(x, { decision: "limit", ...said, retryAfterSeconds });
    x.judgement = { ...x.judgement, rule: "/mode", observed: { effect: "would_limit", ...said } };
    return undefined;
  } catch (error) {
    // Whether they were taken is not known: the call is not sent, and errors fall on the denying side.
    x.deps.log.error({ error: String(error), server: route.serverSlug }, "limits could not be reserved");
    return unavailable(x);
  }
}
