import type { Prisma } from "@portcullis/db";

/** The record of one governed or observed request. */
export type Decision = {
  id: string;
  at: Date;
  grantId: string;
  grantLabel: string;
  serverSlug: string;
  method: string;
  tool: string | null;
  argumentNames: string[];
  effect: "allow" | "deny";
  reason: string;
  /** JSON pointer into the policy version that decided, or "". */
  rule: string;
  message: string | null;
  policyId: string | null;
  policyName: string | null;
  policyVersion: number | null;
  era: string | null;
  protocolVersion: string | null;
  clientName: string | null;
  clientVersion: string | null;
  upstreamStatus: number | null;
  /** `pending` until what became of the call is known; `refused` where it was never sent. */
  outcome: string;
  /** The outcome was learned after `unknown` had been recorded. */
  isLate: boolean;
  durationMs: number;
  sourceAddress: string | null;
  /** What enforcing a policy in observe mode would have answered; null where it is what was answered. */
  observed: { verdict: "would_deny" | "would_require_approval" | "would_limit"; reason: string; rule: string } | null;
  /** What the grant's shadow policy said of the same call; null when there was none. */
  shadow: { policyName: string; policyVersion: number; effect: "allow" | "deny"; reason: string; rule: string } | null;
};

/** What was taken of one limit, as the admission recorded it. Numbers are exact decimal text. */
export type LimitTaken = {
  name: string;
  scope: string;
  window: string;
  max: string;
  amount: string;
  before: string;
  after: string;
  resetsAt: Date | null;
};

/** The same with what only its own page shows. */
export type DecisionDetail = Decision & {
  upstreamOrigin: string | null;
  /** What the gateway changed in the message before it went on, as JSON pointers. */
  splices: string[];
  limits: LimitTaken[];
  traceId: string | null;
  replicaId: string | null;
  recording: "guaranteed" | "buffered";
  /** The request for approval that held this call, or that it ran on. */
  approvalId: string | null;
  /** JSON text, where the organization keeps more than names. */
  argumentView: string | null;
  /** SHA-256, hexadecimal. */
  toolDigest: string | null;
  callDigest: string | null;
  resultDigest: string | null;
  requestBytes: number | null;
  responseBytes: number | null;
};

/** The organization is the reader's anyway, and nobody reads the others. */
const unread = { organizationId: true, serverId: true, shadowPolicyId: true, ownerId: true } as const;
/** What only {@link DecisionDetail} has. */
const ofDetail = {
  ...{ upstreamOrigin: true, splices: true, limits: true, traceId: true, replicaId: true, recording: true, argumentView: true },
  ...{ toolDigest: true, callDigest: true, resultDigest: true, requestBytes: true, responseBytes: true, approvalId: true },
} as const;
export const decisionOmit = { ...unread, ...ofDetail } as const;
export const detailOmit = unread;

type Row = Prisma.DecisionGetPayload<{ omit: typeof decisionOmit }>;
type DetailRow = Prisma.DecisionGetPayload<{ omit: typeof detailOmit }>;

/** What is shown as it is stored; decisionOf lets it through. */
type Plain = Pick<DecisionDetail, "upstreamOrigin" | "splices" | "traceId" | "replicaId" | "argumentView" | "approvalId">;

/** A row in full, as people read it. */
export function detailOf(row: DetailRow): DecisionDetail {
  const { limits, toolDigest, callDigest, resultDigest, requestBytes, responseBytes, recording, ...rest } = row;
  return {
    ...(decisionOf(rest as unknown as Row) as Decision & Plain),
    limits: (Array.isArray(limits) ? limits : []).flatMap(limitTaken),
    recording: recording as DecisionDetail["recording"],
    toolDigest: hex(toolDigest),
    callDigest: hex(callDigest),
    resultDigest: hex(resultDigest),
    requestBytes: requestBytes === null ? null : Number(requestBytes),
    responseBytes: responseBytes === null ? null : Number(responseBytes),
  };
}

const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString("hex"));

/** The record is read as it is found: a member that is not there is empty, and what is no limit is left out. */
function limitTaken(value: unknown): LimitTaken[] {
  if (typeof value !== "object" || value === null) return [];
  const member = (name: string) => ((value as Record<string, unknown>)[name] ?? "").toString();
  const resets = new Date(member("resets_at"));
  return [
    {
      ...{ name: member("name"), scope: member("scope"), window: member("window"), max: member("max"), amount: member("amount") },
      ...{ before: member("before"), after: member("after"), resetsAt: Number.isNaN(resets.getTime()) ? null : resets },
    },
  ];
}

/** A row as people read it. */
export function decisionOf(row: Row): Decision {
  const { observed, observedReason, observedRule, ...rest } = row;
  const { shadowPolicyName, shadowPolicyVersion, shadowEffect, shadowReason, shadowRule, ...decision } = rest;
  return {
    ...decision,
    observed: observed === null ? null : { verdict: observed, reason: observedReason ?? "", rule: observedRule ?? "" },
    shadow:
      shadowEffect === null
        ? null
        : {
            policyName: shadowPolicyName ?? "",
            policyVersion: shadowPolicyVersion ?? 0,
            effect: shadowEffect,
            reason: shadowReason ?? "",
            rule: shadowRule ?? "",
          },
  } as Decision;
}
