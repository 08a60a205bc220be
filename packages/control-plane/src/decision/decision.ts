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
  outcome: string;
  durationMs: number;
  sourceAddress: string | null;
  /** What enforcing a policy in observe mode would have answered; null where it is what was answered. */
  observed: { verdict: "would_deny" | "would_require_approval" | "would_limit"; reason: string; rule: string } | null;
  /** What the grant's shadow policy said of the same call; null when there was none. */
  shadow: { policyName: string; policyVersion: number; effect: "allow" | "deny"; reason: string; rule: string } | null;
};

/** The columns that nobody reads: the organization is the reader's anyway. */
export const decisionOmit = { organizationId: true, serverId: true, shadowPolicyId: true } as const;

type Row = Prisma.DecisionGetPayload<{ omit: typeof decisionOmit }>;

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
