/** What became of a request. `unknown`: bytes went to the server and no answer is known; `not_sent`: none went. */
export type Outcome = "ok" | "tool_error" | "protocol_error" | "timeout" | "not_sent" | "unknown" | "refused";

/** One recorded decision. Ids are UUIDs; `id` is a UUIDv7, so that rows sort by time. */
export type DecisionRow = {
  organizationId: string;
  id: string;
  grantId: string;
  grantLabel: string;
  serverId: string;
  serverSlug: string;
  method: string;
  tool: string | null;
  /** Names only: values are never recorded. */
  argumentNames: readonly string[];
  effect: "allow" | "deny";
  reason: string;
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
  outcome: Outcome;
  durationMs: number;
  sourceAddress: string | null;
  /** What enforcing a policy in observe mode would have answered, where it is not what was answered. */
  observed: { verdict: "would_deny" | "would_require_approval" | "would_limit"; reason: string; rule: string } | null;
  /** What the grant's shadow policy said. */
  shadow: { policyId: string; policyName: string; policyVersion: number; effect: "allow" | "deny"; reason: string; rule: string } | null;
};
