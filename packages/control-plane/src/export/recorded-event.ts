/**
 * One event of the record as it leaves the installation, by the names it has there. A call is written twice to a stream: when it was admitted
 * or refused, and (`outcome`) when its end became known; an export has each call once, with its end.
 */
export type RecordedEvent = {
  /** Stable over repetitions and formats: what receivers drop duplicates by. */
  event_id: string;
  type: "call" | "outcome" | "late_outcome" | "change";
  /** The number in the organization's chain; null where it is not sealed yet. */
  sequence: number | null;
  time: Date;
  organization_id: string;
} & Partial<CallFields> &
  Partial<ChangeFields>;

type CallFields = {
  grant_id: string;
  grant_label: string;
  owner_id: string | null;
  client_name: string | null;
  client_version: string | null;
  source_address: string | null;
  server_id: string;
  server_slug: string;
  upstream_origin: string | null;
  protocol_version: string | null;
  method: string;
  tool: string | null;
  /** SHA-256, in hex, as are the other digests. */
  tool_digest: string | null;
  call_digest: string | null;
  argument_names: string[];
  /** JSON text: the arguments as their classes let them be seen. */
  argument_view: string | null;
  splices: string[];
  effect: "allow" | "deny";
  reason: string;
  rule: string;
  message: string | null;
  policy_id: string | null;
  policy_name: string | null;
  policy_version: number | null;
  limits: unknown;
  approval_id: string | null;
  observed: string | null;
  observed_reason: string | null;
  observed_rule: string | null;
  shadow_policy_name: string | null;
  shadow_policy_version: number | null;
  shadow_effect: string | null;
  shadow_reason: string | null;
  shadow_rule: string | null;
  trace_id: string | null;
  replica_id: string | null;
  recording: string;
  outcome: string;
  upstream_status: number | null;
  duration_ms: number;
  request_bytes: number | null;
  response_bytes: number | null;
  result_digest: string | null;
};

type ChangeFields = {
  actor_id: string | null;
  actor_name: string;
  action: string;
  target_kind: string;
  target_id: string;
  target_name: string | null;
  before: unknown;
  after: unknown;
};

type Column = keyof CallFields | keyof ChangeFields;

/** Of an attempt, as the columns of `alias`. */
const callColumns = [
  ...(["grant_id", "grant_label", "owner_id", "client_name", "client_version", "source_address", "server_id", "server_slug"] as const),
  ...(["upstream_origin", "protocol_version", "method", "tool", "tool_digest", "call_digest", "argument_names", "argument_view"] as const),
  ...(["splices", "effect", "reason", "rule", "message", "policy_id", "policy_name", "policy_version", "limits", "approval_id"] as const),
  ...(["observed", "observed_reason", "observed_rule", "shadow_policy_name", "shadow_policy_version", "shadow_effect"] as const),
  ...(["shadow_reason", "shadow_rule", "trace_id", "replica_id", "recording"] as const),
] satisfies readonly Column[];
const endColumns = [
  ...(["outcome", "upstream_status", "duration_ms", "request_bytes", "response_bytes", "result_digest"] as const),
] satisfies readonly Column[];
const changeColumns = [
  ...(["actor_id", "actor_name", "action", "target_kind", "target_id", "target_name", "before", "after"] as const),
] satisfies readonly Column[];

/** Every member of an event, in the order in which tables show them. */
export const eventColumns = [
  "event_id",
  "type",
  "sequence",
  "time",
  "organization_id",
  ...callColumns,
  ...endColumns,
  ...changeColumns,
] as const;

const digests = new Set<string>(["tool_digest", "call_digest", "result_digest"]);
const sizes = new Set<string>(["request_bytes", "response_bytes"]);
const selected = (alias: string) => (column: string) => {
  if (digests.has(column)) return `encode(${alias}.${column}, 'hex') AS ${column}`;
  return sizes.has(column) ? `${alias}.${column}::double precision AS ${column}` : `${alias}.${column}`;
};

/** SQL for the members of a call, of what became of it, and of a change: table aliases in, a select list out. */
export const callSql = (alias: string): string => [...callColumns, "organization_id"].map(selected(alias)).join(", ");
export const endSql = (alias: string): string => endColumns.map(selected(alias)).join(", ");
export const changeSql = (alias: string): string =>
  `${[...changeColumns, "organization_id"].map(selected(alias)).join(", ")}, ${alias}.source AS source_address`;
