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
};

/** The columns of a decision that people read; the organization is theirs anyway. */
export const decisionOmit = { organizationId: true, serverId: true } as const;
