import type { Exchange } from "../exchange.ts";
import type { Reply } from "../reply.ts";
import { denied } from "./denial.ts";

/** A decision holds for this long: by both clocks, since one of them stands still while a machine is suspended. */
export function startDeadline(x: Exchange): void {
  x.sendBefore = { monotonic: performance.now() + sendMs, wall: x.deps.now() + sendMs };
}

/**
 * Asked in the tick in which the first byte would be written (security.md 8.4): a request that waited for a connection may be past its
 * deadline, or its grant revoked and its policy replaced meanwhile.
 */
export function maySend(x: Exchange): boolean {
  const { tenants, freshness, now } = x.deps;
  if (!tenants.isCurrent(x.tenant!) || !freshness.isFresh()) return false;
  return x.sendBefore === undefined || (performance.now() <= x.sendBefore.monotonic && now() <= x.sendBefore.wall);
}

/** The answer to a request that was allowed and then not sent. */
export function tooLate(x: Exchange): Reply {
  const message = "The request could not be sent in time after it was decided. Nothing was sent; try again.";
  return denied(x, { decision: "unavailable", reason: "deadline_exceeded", rule: "", message, retryAfterSeconds: 1 });
}

const sendMs = 1_000;
