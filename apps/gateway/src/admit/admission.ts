import { type AdmitRequest, type AdmitVerdict, Overloaded, StoreUnavailable } from "@portcullis/control-plane/gateway";
import { type Approval, approvalWanted, askedToOpen, grantEnded } from "../enforce/approval.ts";
import { refuseBatch } from "../enforce/batch.ts";
import { unavailable } from "../enforce/denial.ts";
import { isGoverned } from "../enforce/governed.ts";
import { judge } from "../enforce/judge.ts";
import { ALLOWED, type Exchange } from "../exchange.ts";
import { attemptOf } from "../record/attempt.ts";
import { callDigest } from "../record/call-digest.ts";
import { closeUnsent } from "../record/decisions.ts";
import { traceIdOf } from "../relay/trace.ts";
import { upwardBody } from "../relay/upward-body.ts";
import type { Reply } from "../reply.ts";
import { approvalRequest } from "./approval-request.ts";
import { askBreaker } from "./breaker.ts";
import { admitBuffered } from "./buffered.ts";
import { takeConnection } from "./connection.ts";
import { hold } from "./hold.ts";
import { idempotencyKey } from "./idempotency.ts";
import { busy, takePlace } from "./place.ts";
import { refusedBy, stalePolicy } from "./verdict.ts";

type End = Reply | "over" | undefined;

/**
 * Decides a request. What is governed is committed under the live state before anything is sent or told (security.md L3, L9): judge, take a
 * connection, have it admitted. What needs no admission passes by the policy alone.
 */
export function admission(x: Exchange): End | Promise<End> {
  const judged = judge(x);
  return x.parts === undefined && !isGoverned(x) ? judged : decided(x, judged);
}

async function decided(x: Exchange, judged: Reply | undefined | Promise<Reply | undefined>): Promise<End> {
  let reply = await judged;
  for (let [reloads, tries] = [0, 0]; ; ) {
    const end = await committed(x, reply);
    if (end === "stale") {
      if (reloads++ === reloadsMax) return everyone(x, stalePolicy);
      reply = await judgedAnew(x);
    } else if (typeof end === "object" && "approval" in end) {
      const told = await asked(x, end.approval);
      if (told !== "again") return told;
      reloads = 0;
      reply = await resumed(x);
    } else if (typeof end === "object" && end.reason === "store_unavailable" && tries++ < triesMax && (await mayTryAgain(x))) {
      reply = await resumed(x);
    } else if (typeof end === "object" && x.isStreaming && end.reason === "unauthenticated") {
      // Its answer is one message of a stream: what is said by a status and a header has to be said in words.
      return grantEnded(x);
    } else return end;
  }
}

/** The database knows something newer: what was read is void, and all is decided again. */
function judgedAnew(x: Exchange): Reply | undefined | Promise<Reply | undefined> {
  const { tenants } = x.deps;
  for (const one of [x, ...(x.parts ?? [])]) {
    if (tenants.isCurrent(one.tenant!)) tenants.changed(one.tenant!.grant.organizationId);
    forget(one);
  }
  return judge(x);
}

/** People have decided, or what the call was judged by has changed: it is another attempt at the same call, under what is live now. */
function resumed(x: Exchange): Reply | undefined | Promise<Reply | undefined> {
  forget(x);
  Object.assign(x, { decisionId: undefined, recorded: "nothing", handedAt: undefined });
  return takePlace(x) ?? judge(x);
}

/** Who was held has time left: a database that is busy with votes, or away for a moment, is asked again. */
async function mayTryAgain(x: Exchange): Promise<boolean> {
  if (x.waitUntil === undefined || x.recorded !== "nothing") return false;
  x.rest();
  await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
  return !x.isClosed && !x.deps.shutdown.begun && performance.now() < x.waitUntil;
}

function forget(x: Exchange): void {
  Object.assign(x, { judgement: ALLOWED, reservations: [], approval: undefined, shadow: undefined, upward: undefined });
}

async function committed(x: Exchange, judged: Reply | undefined): Promise<End | "stale" | { approval: Approval }> {
  const calls = (x.parts ?? [x]).filter(isGoverned);
  if (calls.length === 0 || (judged !== undefined && !isVerdict(judged))) return judged;
  const preparing = judged ?? prepared(x, calls);
  const ready = preparing instanceof Promise ? await preparing : preparing;
  if (ready === "over" || isGone(x)) return ready === "over" ? ready : judged;
  if (ready !== undefined && x.parts === undefined) x.judgement = { ...ready, rule: ready.rule ?? "", message: ready.message ?? null };
  try {
    const askedAt = performance.now();
    const buffered = admitBuffered(x);
    const verdicts = buffered === undefined ? await inTime(x, calls, recordBefore(x, calls)) : [buffered];
    // Before anything else can fail: what is committed gets its outcome, whatever becomes of it here.
    for (const [index, call] of calls.entries()) call.recorded = holds(verdicts[index]!);
    x.deps.metrics.admitted(performance.now() - askedAt);
    return ruled(x, calls, verdicts, ready);
  } catch (error) {
    if (error instanceof Overloaded) return everyone(x, busy);
    if (!(error instanceof StoreUnavailable)) throw error;
    x.deps.log.error({ error: error.operator, server: x.serverSlug }, "a call could not be admitted");
    return unavailable(x);
  }
}

/** What a call has to have before it is worth a place in the record and in its limits. */
function prepared(x: Exchange, calls: readonly Exchange[]): End | Promise<End> {
  const replies = calls.map((call) => {
    const key = idempotencyKey(call);
    return key === null || typeof key === "string" ? undefined : key;
  });
  const bad = replies.find((reply) => reply !== undefined);
  if (bad !== undefined)
    return x.parts === undefined
      ? bad
      : refuseBatch(
          x.parts,
          x.parts.map((part) => replies[calls.indexOf(part)]),
        );
  const upward = upwardBody(x);
  if (upward === undefined) return unavailable(x);
  x.upward = upward;
  // The messages of a batch leave under one trace.
  for (const part of x.parts ?? []) part.traceId = traceIdOf(x);
  const isAwaited = x.parts?.some(({ requestId }) => requestId !== undefined) ?? true;
  return (isAwaited ? askBreaker(x) : undefined) ?? takeConnection(x);
}

/** The one place where a call is recorded before it leaves, but for what `admitBuffered` has recorded. */
async function recordBefore(x: Exchange, calls: readonly Exchange[]): Promise<readonly AdmitVerdict[]> {
  const { store } = x.deps;
  return x.parts === undefined ? [await store.admit(requestOf(x))] : store.admitTogether(calls.map(requestOf));
}

/**
 * The store keeps its own deadline. Should it be silent all the same, nothing is sent, and a verdict that comes after all is closed as such.
 * @throws StoreUnavailable
 */
function inTime(x: Exchange, calls: readonly Exchange[], asked: Promise<readonly AdmitVerdict[]>): Promise<readonly AdmitVerdict[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      asked
        .then((verdicts) => verdicts.forEach((one, index) => void (one.verdict === "admitted" && closeUnsent(calls[index]!))))
        .catch(() => {});
      reject(new StoreUnavailable(new Error("admission was not decided in time")));
    }, x.deps.limits.judgeMs);
    asked.then(
      (verdicts) => {
        clearTimeout(timer);
        resolve(verdicts);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

function requestOf(x: Exchange): AdmitRequest {
  const isAllowed = x.judgement.effect === "allow";
  const key = isAllowed ? idempotencyKey(x) : null;
  const approval = isAllowed ? approvalRequest(x) : undefined;
  return {
    attempt: attemptOf(x),
    refusedAfterMs: performance.now() - x.startedAt,
    revision: x.tenant!.route.revision,
    reservations: isAllowed ? x.reservations : [],
    observe: x.judgement.observed !== undefined,
    idempotency: typeof key === "string" ? { key, digest: callDigest(x)! } : null,
    ...(approval && { approval }),
  };
}

function ruled(
  x: Exchange,
  calls: readonly Exchange[],
  verdicts: readonly AdmitVerdict[],
  refusal: Reply | undefined,
): Reply | "stale" | { approval: Approval } | undefined {
  if (verdicts.some(({ verdict }) => verdict === "stale")) return "stale";
  const [first] = verdicts;
  if (first?.verdict === "held" && x.parts === undefined) return { approval: { id: first.approvalId, expiresAt: first.expiresAt } };
  if (calls.some((call, index) => isUnapproved(call, verdicts[index]!))) return unavailable(x);
  const replies = new Map<Exchange, Reply | undefined>();
  for (const [index, call] of calls.entries()) {
    const verdict = verdicts[index]!;
    if (verdict.verdict === "admitted") call.handedAt = verdict.handedAt;
    replies.set(call, refusedBy(call, verdict));
  }
  if (refusal !== undefined) return refusal;
  x.handedAt = calls[0]!.handedAt;
  if (x.parts === undefined) return replies.get(x);
  return [...replies.values()].every((reply) => reply === undefined)
    ? undefined
    : refuseBatch(
        x.parts,
        x.parts.map((part) => replies.get(part)),
      );
}

/** A database that does not know of approvals yet would let every call through: what needs one leaves by the name of one. */
const isUnapproved = ({ approval }: Exchange, verdict: AdmitVerdict): boolean =>
  approval !== undefined && verdict.verdict === "admitted" && verdict.approvalId === undefined;

/** People have to approve it: how the caller learns that depends on what its client can do. */
async function asked(x: Exchange, approval: Approval): Promise<"again" | "over" | Reply> {
  return askedToOpen(x, approval) ?? (x.approval!.waitSeconds > 0 ? hold(x, approval) : approvalWanted(x, approval));
}

function holds({ verdict }: AdmitVerdict): Exchange["recorded"] {
  if (verdict === "stale") return "nothing";
  return verdict === "admitted" ? "attempt" : "whole";
}

function everyone(x: Exchange, refuse: (x: Exchange) => Reply): Reply {
  return x.parts === undefined
    ? refuse(x)
    : refuseBatch(
        x.parts,
        x.parts.map((part) => (part.requestId === undefined ? undefined : refuse(part))),
      );
}

/** A decision on the call, and not that none could be made, nor that nobody known asks. */
const isVerdict = ({ reason }: Reply): boolean => reason !== "store_unavailable" && reason !== "unauthenticated";

/** C6: who hung up before anything was recorded has cancelled; a legacy call goes on (D8). */
const isGone = ({ isClosed, era }: Exchange): boolean => isClosed && era === "modern";

const reloadsMax = 2;
const triesMax = 10;
const tryAgainMs = 200;
