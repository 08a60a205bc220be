import { hash } from "node:crypto";
import type { Outcome } from "@portcullis/control-plane/gateway";
import type { Exchange } from "../exchange.ts";
import type { Result } from "../relay/deliver.ts";
import { decisionFields } from "./decision-fields.ts";

/**
 * Notes what became of this request, as {@link recorded} says; and where its answer showed other tools than the stored ones, the promise waits until everybody
 * can know of them: before the caller has seen that list, they are out of reach on every replica.
 * @throws StoreUnavailable through the promise
 */
export function recordDecision(x: Exchange, result: Result): Promise<void> | undefined {
  const stored = recorded(x, result);
  return x.sighting === undefined ? stored : Promise.all([stored, x.sighting]).then(() => {});
}

/**
 * Notes what became of this request. Of an admitted call the attempt is committed already, so nothing waits for its outcome: undefined. Of
 * everything else the one row is stored now, and the promise resolves once it is committed.
 */
function recorded(x: Exchange, result: Result): Promise<void> | undefined {
  if (x.parts !== undefined) {
    const waiting = x.parts.map((part) => recordDecision(part, result)).filter((stored) => stored !== undefined);
    return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => {});
  }
  const before = x.recorded;
  x.recorded = "whole";
  // Who was refused by admission is counted when the answer goes out, as everybody is; the row is there.
  const durationMs = performance.now() - x.startedAt;
  if (!x.isCounted) x.deps.metrics.observe(result.outcome, x.judgement.effect, durationMs);
  x.isCounted = true;
  if (before === "whole") return undefined;
  const { outcome, upstreamStatus } = result;
  if (before === "attempt") {
    noteOutcome(x, result, durationMs);
    return x.isSent && x.judgement.effect === "deny" ? recordWithheld(x, result, durationMs) : undefined;
  }
  return x.deps.store.record({ ...decisionFields(x), upstreamStatus: upstreamStatus ?? null, outcome, durationMs });
}

/** The call ran, and something in its answer is not for this caller: a refusal of its own, stored before it is told. */
function recordWithheld(x: Exchange, { upstreamStatus }: Result, durationMs: number): Promise<void> {
  const fields = { ...decisionFields(x), id: x.deps.newId(), observed: null, shadow: null };
  return x.deps.store.record({ ...fields, upstreamStatus: upstreamStatus ?? null, outcome: "refused", durationMs });
}

/** The attempt was committed after its caller had been refused. */
export function closeUnsent(x: Exchange): void {
  noteOutcome(x, { outcome: "not_sent" }, performance.now() - x.startedAt);
}

function noteOutcome(x: Exchange, { outcome, upstreamStatus, answer }: Result, durationMs: number): undefined {
  const { buffered, store } = x.deps;
  const row = {
    organizationId: x.tenant!.grant.organizationId,
    id: x.decisionId!,
    outcome: truthOf(x, outcome),
    upstreamStatus: upstreamStatus ?? null,
    durationMs,
    requestBytes: x.upward?.body.length ?? null,
    responseBytes: answer?.length ?? null,
    resultDigest: answer === undefined ? null : hash("sha256", answer, "buffer"),
  };
  // Its attempt may not be in the database yet.
  if (!x.isBuffered || !buffered!.outcome(row)) store.outcome(row);
}

/** `not_sent` gives limits back: only where no byte can have left. */
function truthOf({ isSent }: Exchange, outcome: Outcome): Exclude<Outcome, "refused"> {
  if (outcome === "refused" || outcome === "not_sent") return isSent ? "unknown" : "not_sent";
  return outcome;
}
