import type { Outcome } from "@portcullis/control-plane/gateway";
import { joined } from "../enforce/batch.ts";
import { unavailable } from "../enforce/denial.ts";
import type { Exchange } from "../exchange.ts";
import { recordDecision } from "../record/decisions.ts";
import { type Failure, failureBody } from "./failure.ts";
import { type Outgoing, send } from "./send.ts";

/** What became of a request. `answer`: the server's, as it came. */
export type Result = { outcome: Outcome; upstreamStatus?: number; answer?: Uint8Array };

/**
 * Answers, and notes what became of the request. An admitted call is answered at once, for its attempt is in the database; anything else is
 * recorded first, and what cannot be recorded is not delivered (security.md L3).
 */
export function deliver(x: Exchange, outgoing: Outgoing, result: Result): void {
  const stored = recordDecision(x, result);
  if (stored === undefined) {
    send(x, outgoing);
    return;
  }
  stored
    .then(
      () => send(x, outgoing),
      (error: unknown) => send(x, unrecorded(x, error, result)),
    )
    .catch((error: unknown) => giveUp(x, error));
}

/** The last resort for a fault of the gateway's own: the client sees its connection end, and every place is given back. */
export function giveUp(x: Exchange, error: unknown): void {
  x.deps.log.error({ error: error instanceof Error ? error.stack : String(error) }, "an answer could not be written");
  x.response.destroy();
  for (const one of x.parts ?? [x]) if (one.recorded === "attempt") void recordDecision(one, { outcome: "unknown" });
  x.over();
}

/** The answer when there is none to relay. */
export function deliverFailure(x: Exchange, failure: Failure, upstreamStatus?: number): void {
  noteFailure(x, failure, upstreamStatus);
  const { outcome, status } = failure;
  const bodyOf = (one: Exchange) => failureBody(one, failure);
  // B8: each request of a batch has its own.
  const body = x.parts === undefined ? bodyOf(x) : joined(x.parts.filter(({ requestId }) => requestId !== undefined).map(bodyOf));
  deliver(x, { status, body }, { outcome, upstreamStatus });
}

export function noteFailure(x: Exchange, { operator, outcome }: Failure, upstreamStatus?: number): void {
  const { grant, route } = x.tenant!;
  x.deps.log.warn(
    { organization: grant.organizationSlug, server: route.serverSlug, decision: x.decisionId, outcome, upstreamStatus, operator },
    "no answer to relay",
  );
}

/** What stands in the place of an answer whose record could not be stored. */
export function unrecorded(x: Exchange, error: unknown, { outcome }: Result): Outgoing {
  x.deps.log.error({ error: error instanceof Error ? (error.cause ?? error) : error }, "a decision could not be recorded");
  const ran = outcome !== "refused" && outcome !== "not_sent";
  return unavailable(
    x,
    ran ? "The call was sent, but its record could not be stored, so its answer is withheld. It may have run." : undefined,
  );
}
