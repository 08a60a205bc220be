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

/** The JSON object that `portcullis.record_decisions` reads, as text; its columns are named as in the table. */
export function encodeDecision(row: DecisionRow): string {
  return JSON.stringify({
    id: row.id,
    grant_id: row.grantId,
    grant_label: row.grantLabel,
    server_id: row.serverId,
    server_slug: row.serverSlug,
    method: text(row.method),
    tool: text(row.tool),
    argument_names: row.argumentNames.map(text),
    effect: row.effect,
    reason: row.reason,
    rule: row.rule,
    message: text(row.message),
    policy_id: row.policyId,
    policy_name: row.policyName,
    policy_version: row.policyVersion,
    era: row.era,
    protocol_version: text(row.protocolVersion),
    client_name: text(row.clientName),
    client_version: text(row.clientVersion),
    upstream_status: row.upstreamStatus,
    outcome: row.outcome,
    duration_ms: row.durationMs,
    source_address: row.sourceAddress,
    ...(row.observed === null ? undefined : encodeObserved(row.observed)),
    ...(row.shadow === null ? undefined : encodeShadow(row.shadow)),
  });
}

// Most rows have neither, and members that are left out are null.
const encodeObserved = ({ verdict, reason, rule }: NonNullable<DecisionRow["observed"]>) => ({
  observed: verdict,
  observed_reason: reason,
  observed_rule: rule,
});

const encodeShadow = ({ policyId, policyName, policyVersion, effect, reason, rule }: NonNullable<DecisionRow["shadow"]>) => ({
  shadow_policy_id: policyId,
  shadow_policy_name: policyName,
  shadow_policy_version: policyVersion,
  shadow_effect: effect,
  shadow_reason: reason,
  shadow_rule: rule,
});

/** What a client says of itself may hold what Postgres cannot store: NUL and lone surrogates. */
function text<T extends string | null>(value: T): T | string {
  if (value === null || !unstorable.test(value)) return value;
  return Buffer.from(value.replaceAll("\0", "\ufffd")).toString(); // UTF-8 has no lone surrogates
}

const unstorable = /[\0\ud800-\udfff]/;
