import type { History, HistoryAttempt } from "./history.ts";

/**
 * What in a run's history breaks the laws of security.md, once everything is quiet (AU-1, SI-5): what reached a server, what the record says,
 * what the ledger holds. One sentence per breach; none is a clean run.
 */
export function anomaliesOf(history: History): string[] {
  return [
    ...arrived(history),
    ...ended(history),
    ...answered(history),
    ...reserved(history),
    ...counted(history),
    ...judged(history),
    ...approved(history),
  ];
}

/** L2, L3: what reached a server was allowed, recorded, recorded before, and sent once. */
function* arrived({ arrivals, attempts }: History): Iterable<string> {
  const byTrace = groupBy(attempts, ({ traceId }) => traceId ?? "");
  for (const [traceId, times] of groupBy(arrivals, ({ traceId }) => traceId)) {
    const own = byTrace.get(traceId) ?? [];
    const allowed = own.filter(({ effect }) => effect === "allow");
    if (own.length === 0) yield `L3: ${traceId} reached the server and has no record`;
    else if (allowed.length === 0) yield `L2: ${traceId} reached the server and was refused`;
    else if (times.length > allowed.length)
      yield `${traceId} reached the server ${times.length} times and was admitted ${allowed.length} times`;
    const first = Math.min(...times.map(({ at }) => at));
    const recorded = Math.min(...allowed.map(({ at }) => at));
    if (recorded > first + clockMs) yield `L3: ${traceId} was recorded ${(recorded - first).toFixed(1)} ms after it had reached the server`;
  }
}

/** AU-1: one outcome for each admitted attempt and none for a refused one; a late one only after `unknown`; and what they say is so. */
function* ended({ arrivals, attempts, outcomes }: History): Iterable<string> {
  const reached = new Set(arrivals.map(({ traceId }) => traceId));
  const byId = groupBy(outcomes, ({ id }) => id);
  const known = new Set(attempts.map(({ id }) => id));
  for (const { id } of outcomes) if (!known.has(id)) yield `an outcome of ${id} has no attempt`;
  for (const attempt of attempts) {
    const own = byId.get(attempt.id) ?? [];
    const [first, ...more] = own.filter(({ isLate }) => !isLate);
    if (attempt.ownOutcome !== null) {
      if (own.length > 0) yield `${attempt.id} has an outcome of its own and another one`;
      continue;
    }
    if (first === undefined || more.length > 0) {
      yield `AU-1: ${attempt.id} was admitted and has ${more.length + (first ? 1 : 0)} outcomes`;
      continue;
    }
    const late = own.find(({ isLate }) => isLate);
    if (late !== undefined && first.outcome !== "unknown") yield `${attempt.id} has a late outcome after "${first.outcome}"`;
    const truth = (late ?? first).outcome;
    const wasReceived = attempt.traceId !== null && reached.has(attempt.traceId);
    if (truth === "not_sent" && wasReceived) yield `${attempt.id} is recorded as not sent and reached the server`;
    if (answeredOutcomes.has(truth) && attempt.traceId !== null && !wasReceived && reached.size > 0)
      yield `${attempt.id} is recorded as answered ("${truth}") and never reached the server`;
  }
}

/** No answer came through without a record of its call. */
function* answered({ answers, attempts }: History): Iterable<string> {
  const admitted = new Set(attempts.filter(({ effect }) => effect === "allow").map(({ traceId }) => traceId));
  for (const { traceId, answered } of answers)
    if (answered && !admitted.has(traceId)) yield `AU-2: ${traceId} was answered and has no record`;
}

/** Section 7: a reservation belongs to an admitted call; it is given back exactly when the call provably never left. */
function* reserved({ attempts, outcomes, reservations }: History): Iterable<string> {
  const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  const truth = new Map<string, string>();
  for (const { id, isLate, outcome } of outcomes) if (isLate || !truth.has(id)) truth.set(id, outcome);
  for (const { id, state } of reservations) {
    const attempt = byId.get(id);
    if (attempt === undefined) yield `the ledger holds a reservation of ${id}, which has no attempt`;
    else if (attempt.effect !== "allow") yield `the ledger holds a reservation of ${id}, which was refused`;
    else if (state === "refunded" && truth.get(id) !== "not_sent") yield `${id} got its limits back and ended as "${truth.get(id)}"`;
    else if (state === "taken" && truth.get(id) === "not_sent") yield `${id} was not sent and its limits stay spent`;
  }
}

/** L4: a calendar counter holds what the ledger says of its window, and nothing was admitted above a maximum. */
function* counted({ attempts, counters, reservations }: History): Iterable<string> {
  for (const { key, name, windowStart, used } of counters) {
    const own = reservations.filter((row) => row.key === key && row.windowStart === windowStart && row.state === "taken");
    if (reservations.some((row) => row.key === key && row.windowStart === null)) continue; // rolling: the ledger itself is the count
    const sum = own.reduce((total, { amount }) => total + micro(amount), 0n);
    if (sum !== micro(used)) yield `L4: counter ${name} holds ${used}, its ledger ${Number(sum) / 1e6}`;
  }
  for (const { id, limits } of attempts)
    for (const { name, max, after } of limits)
      if (micro(after) > micro(max)) yield `L4: ${id} was admitted as ${after} of ${max} of ${name}`;
}

/** L9: nothing is admitted under a version once a later one has been acknowledged. */
function* judged({ attempts, acknowledgements }: History): Iterable<string> {
  const newest = (attempt: HistoryAttempt) =>
    acknowledgements.filter(({ policyId, at }) => policyId === attempt.policyId && at < attempt.at).map(({ version }) => version);
  for (const attempt of attempts) {
    if (attempt.effect !== "allow" || attempt.policyVersion === null) continue;
    const acknowledged = Math.max(0, ...newest(attempt));
    if (attempt.policyVersion < acknowledged)
      yield `L9: ${attempt.id} was admitted under version ${attempt.policyVersion} after ${acknowledged} had been acknowledged`;
  }
}

/** L5: what needs approval ran by a use of one, each use of one run, no more than were given, after they were given. */
function* approved({ approvals, attempts, uses }: History): Iterable<string> {
  const byAttempt = groupBy(uses, ({ attemptId }) => attemptId);
  const known = new Map(attempts.map((attempt) => [attempt.id, attempt]));
  for (const attempt of attempts) {
    const own = byAttempt.get(attempt.id) ?? [];
    if (attempt.effect !== "allow") continue;
    if (attempt.needsApproval === true && own.length === 0) yield `L5: ${attempt.id} was admitted without the approval that it needs`;
    if (attempt.approvalId !== (own[0]?.requestId ?? null)) yield `L5: ${attempt.id} names an approval that it took no use of`;
  }
  for (const { id, approvedAt, usesAllowed } of approvals) {
    const own = uses.filter(({ requestId }) => requestId === id);
    if (own.length > usesAllowed) yield `L5: ${id} was used ${own.length} times and given for ${usesAllowed}`;
    if (own.some(({ at }) => approvedAt === null || at < approvedAt)) yield `L5: ${id} was used before it was given`;
  }
  for (const { attemptId, requestId } of uses)
    if (known.get(attemptId)?.effect !== "allow") yield `L5: a use of ${requestId} belongs to ${attemptId}, which was not admitted`;
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Decimal text with at most six decimals, in millionths. */
function micro(text: string): bigint {
  const [whole = "0", decimals = ""] = text.split(".");
  return BigInt(whole) * 1_000_000n + BigInt(decimals.padEnd(6, "0").slice(0, 6));
}

const answeredOutcomes = new Set(["ok", "tool_error", "protocol_error"]);
/** Two clocks are read: the server's in milliseconds, the database's in microseconds. */
const clockMs = 1.5;
