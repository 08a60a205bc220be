import { limitMessage, type Reservation } from "@portcullis/policy";
import type { AdmitRequest, ApprovalAsked } from "./admission.ts";
import { bytes, field, names } from "./composite-text.ts";
import { counterKey } from "./counter-key.ts";
import { encodeObserved, encodeShadow } from "./encode-decision.ts";

/** The arguments of `portcullis.admit`, each in PostgreSQL's text form of an array, and where each call of the batch stands in them. */
export type AdmissionBatch = {
  organizations: string;
  lasts: string;
  counterLasts: string;
  limitLasts: string;
  calls: string;
  counters: string;
  limits: string;
  approvals: string;
  /** Of each call given, its place among `calls`, from 1. */
  places: number[];
};

/** What a call asks of the database, encoded when it is asked, so that one that cannot be encoded harms no other. */
export type EncodedCall = { organizationId: string; call: string; limits: readonly EncodedLimit[]; approval?: string };
type EncodedLimit = { key: string; counter: string; limit: string };

/** @throws RangeError for a number that the database could not compare: to it NULL and NaN are never full */
export function encodeCall(request: AdmitRequest, marksUse: boolean): EncodedCall {
  const { attempt, reservations, approval } = request;
  const isAllowed = attempt.effect === "allow";
  const limits = isAllowed ? encodeLimits(reservations, attempt) : [];
  const call = { organizationId: attempt.organizationId, call: encodeEntry(request, marksUse), limits };
  return isAllowed && approval !== undefined ? { ...call, approval: encodeApproval(approval) } : call;
}

/** Organizations stand in the order of their ids, each one's calls in the order of their arrival. */
export function encodeBatch(calls: readonly EncodedCall[]): AdmissionBatch {
  const byOrganization = new Map<string, number[]>();
  for (const [index, { organizationId }] of calls.entries()) {
    const own = byOrganization.get(organizationId);
    if (own) own.push(index);
    else byOrganization.set(organizationId, [index]);
  }
  const organizations = [...byOrganization.keys()].sort((a, b) => (a < b ? -1 : 1));
  const batch = { lasts: [] as number[], counterLasts: [] as number[], limitLasts: [] as number[] };
  const [entries, counters, limits, approvals]: [string[], string[], string[], string[]] = [[], [], [], []];
  const places: number[] = [];
  for (const organization of organizations) {
    const known = new Map<string, number>();
    for (const index of byOrganization.get(organization)!) {
      const { call, limits: asked, approval } = calls[index]!;
      places[index] = entries.push(call);
      if (approval !== undefined) approvals.push(`"(${places[index]},${approval})"`);
      for (const { key, counter, limit } of asked) {
        let place = known.get(key);
        if (place === undefined) {
          place = counters.push(counter);
          known.set(key, place);
        }
        limits.push(`"(${places[index]},${place},${limit})"`);
      }
    }
    batch.lasts.push(entries.length);
    batch.counterLasts.push(counters.length);
    batch.limitLasts.push(limits.length);
  }
  return {
    organizations: `{${organizations.join(",")}}`,
    lasts: `{${batch.lasts.join(",")}}`,
    counterLasts: `{${batch.counterLasts.join(",")}}`,
    limitLasts: `{${batch.limitLasts.join(",")}}`,
    calls: `{${entries.join(",")}}`,
    counters: `{${counters.join(",")}}`,
    limits: `{${limits.join(",")}}`,
    approvals: `{${approvals.join(",")}}`,
    places,
  };
}

function encodeEntry({ attempt: row, refusedAfterMs = 0, revision, observe, idempotency }: AdmitRequest, marksUse: boolean): string {
  const { observed, shadow } = row;
  const grant = `${field(row.id)},${field(row.grantId)},${field(row.grantLabel)},${field(row.ownerId)}`;
  const server = `${field(row.serverId)},${field(row.serverSlug)},${field(row.upstreamOrigin)}`;
  const call = `${field(row.method)},${field(row.tool)},${bytes(row.toolDigest)},${bytes(row.callDigest)}`;
  const values = `${names(row.argumentNames)},${field(row.argumentView)},${names(row.splices)}`;
  const decision = `${field(row.effect)},${field(row.reason)},${field(row.rule)},${field(row.message)}`;
  const policy = `${field(row.policyId)},${field(row.policyName)},${row.policyVersion ?? ""}`;
  const client = `${field(row.era)},${field(row.protocolVersion)},${field(row.clientName)},${field(row.clientVersion)}`;
  const from = `${field(row.sourceAddress)},${field(row.traceId)},${field(row.recording)}`;
  const aside = `${observed === null ? ",," : encodeObserved(observed)},${shadow === null ? ",,,,," : encodeShadow(shadow)}`;
  const key = idempotency === null ? "," : `${field(idempotency.key)},${bytes(idempotency.digest)}`;
  const admission = `${refusedAfterMs},${revision},${observe},${key},${marksUse}`;
  return `"(${grant},${server},${call},${values},${decision},${policy},${client},${from},${aside},${admission})"`;
}

function encodeApproval(asked: ApprovalAsked): string {
  if (!isTime(asked.expiresAfterSeconds) || !isTime(asked.minApprovals)) throw new RangeError("an approval's number cannot be compared");
  const found = `${field(asked.id)},${bytes(asked.paramsDigest)},${field(asked.sealedCall)},${field(asked.category)}`;
  const rules = `${field(asked.rule)},${field(asked.allowedBy)},${field(asked.message)}`;
  const people = `${names(asked.approvers)},${asked.minApprovals},${asked.expiresAfterSeconds}`;
  return `${found},${rules},${people},${field(asked.reference ?? null)}`;
}

const isTime = (value: number): boolean => Number.isFinite(value) && value > 0;

/** One item per counter: two limits that name the same one ask it once, and the narrower maximum holds. */
function encodeLimits(reservations: readonly Reservation[], place: AdmitRequest["attempt"]): EncodedLimit[] {
  const found = new Map<string, { index: number; scopeId: string; reservation: Reservation }>();
  reservations.forEach((reservation, index) => {
    if (!isCountable(reservation.max) || !isCountable(reservation.amount)) throw new RangeError("a limit's number cannot be compared");
    const { key, scopeId } = counterKey(reservation, place);
    const known = found.get(key);
    if (!known || Number(reservation.max) < Number(known.reservation.max)) found.set(key, { index, scopeId, reservation });
  });
  return [...found].map(([key, { index, scopeId, reservation }]) => ({
    key,
    counter: encodeCounter(key, scopeId, reservation),
    limit: `${index},${reservation.max},${reservation.amount},${field(reservation.rule)},${field(limitMessage(reservation))}`,
  }));
}

function encodeCounter(key: string, scopeId: string, { counter, scope, window, rolling, timezone }: Reservation): string {
  const [unit, seconds] = [typeof window === "string" ? window : null, rolling ? spanSeconds(window) : ""];
  const named = `${bytes(Buffer.from(key, "hex"))},${field(counter)},${field(scope)},${field(scopeId)}`;
  return `"(${named},${field(unit)},${seconds},${rolling},${field(timezone)},${field(JSON.stringify(window))})"`;
}

/** A decimal without sign or exponent, of at most six decimals (security.md, section 7). */
const isCountable = (number: string): boolean => /^\d{1,400}(\.\d{1,6})?$/.test(number);

const spanSeconds = (window: Reservation["window"]): number => (typeof window === "number" ? window : unitSeconds[window]);
const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
