import type { AdmitVerdict } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";
import { attemptOf } from "../record/attempt.ts";
import { idempotencyKey } from "./idempotency.ts";

/**
 * Admits a call of a buffered server by what this process knows (security.md 8.5): its state is confirmed, nobody has to count, ask or compare
 * anything in the database, and its record is in the spool. Undefined: it is admitted like every other call.
 */
export function admitBuffered(x: Exchange): AdmitVerdict | undefined {
  const { buffered, freshness, log, now, tenants } = x.deps;
  const { route } = x.tenant!;
  if (buffered === undefined || route.settings.recording !== "buffered" || x.parts !== undefined) return undefined;
  if (x.judgement.effect !== "allow" || x.approval !== undefined || x.reservations.length > 0 || idempotencyKey(x) !== null)
    return undefined;
  if (!buffered.isReady || !tenants.isCurrent(x.tenant!) || !freshness.isFresh()) return undefined;
  try {
    buffered.record(attemptOf(x), route.revision);
  } catch (error) {
    log.error({ error: String(error) }, "the spool did not take a record: calls of buffered servers are admitted one by one");
    return undefined;
  }
  x.isBuffered = true;
  return { verdict: "admitted", handedAt: { monotonic: performance.now(), wall: now() }, limits: [] };
}
