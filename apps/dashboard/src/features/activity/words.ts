/** The reasons of decisions in words for people; a code that is not here is shown as it is. */
export const reasons: Readonly<Record<string, string>> = {
  allowed: "Allowed",
  no_policy: "No policy for this server",
  hidden: "Tool is hidden",
  unknown_tool: "Unknown tool",
  tool_not_accepted: "Tool definition not accepted",
  default_deny: "Not named by the policy",
  denied: "Denied by the policy",
  invalid_arguments: "Arguments do not fit the schema",
  require_failed: "A requirement is not met",
  deny_if_matched: "A rule refuses these arguments",
  amount_not_countable: "Amount cannot be counted",
  limit_exceeded: "Limit used up",
  approval_required: "Needs approval",
  engine_error: "Policy could not be evaluated",
  killed: "Stopped by an administrator",
  grant_revoked: "Grant is revoked",
  stale_policy: "Policy changed meanwhile",
  duplicate_call: "Repeated call, sent once already",
  idempotency_mismatch: "Key of another call",
  deadline_exceeded: "Could not be sent in time",
  upstream_unreachable: "Server not reachable",
  approval_invalid: "Approval does not fit the call",
  unauthenticated: "Not signed in",
  capability_missing: "Client lacks what the call needs",
  malformed: "Message not understood",
  batch_refused: "Several messages in one",
  unknown_method: "Method not known",
  session_not_found: "Session has ended",
  store_unavailable: "Gateway could not check",
  overloaded: "Too many calls at once",
};

const outcomes: Readonly<Record<string, string>> = {
  ok: "Answered",
  tool_error: "The tool reported an error",
  refused: "Refused by the gateway, not sent",
  held: "Waits for approval, not sent",
  not_sent: "Could not be sent to the server",
  protocol_error: "The server's answer broke the protocol or was an error",
  timeout: "The server did not answer in time",
  unknown: "Cut off: whether the server acted is not known",
  pending: "In flight",
};

/** What became of the call, in words. */
export const outcomeInWords = (outcome: string): string => outcomes[outcome] ?? outcome.replaceAll("_", " ");

/** The server never got it. */
export const wasNotSent = (outcome: string): boolean => outcome === "refused" || outcome === "held" || outcome === "not_sent";

export const reasonInWords = (reason: string): string => reasons[reason] ?? reason.replaceAll("_", " ");

type Refusal = { effect: "allow" | "deny"; reason: string; rule: string; message: string | null; tool: string | null };

/**
 * For the owner: what really happened, and what the agent was told of it. The two differ where a policy hides a tool, which agents must not
 * learn.
 */
export function toldInWords({ effect, reason, rule, message, tool }: Refusal): { happened: string; told: string | null } {
  const by = rule ? ` by ${rule}` : "";
  if (effect === "allow") return { happened: `Allowed${by}.`, told: null };
  const notThere = `Unknown tool: ${tool ?? ""}`;
  if (reason === "hidden") return { happened: `Hidden${by}: agents see no such tool.`, told: notThere };
  if (reason === "unknown_tool") return { happened: "The server has no tool of this name.", told: notThere };
  return { happened: `${reasonInWords(reason)}${rule ? `: ${rule}` : ""}.`, told: message };
}

/** When it was recorded; a call that was never sent was answered only. */
export function recordedInWords({ recording, outcome }: { recording: "guaranteed" | "buffered"; outcome: string }): string {
  if (recording === "buffered") return "Within a second (buffered)";
  return wasNotSent(outcome) ? "Before it was answered" : "Before it was sent";
}

/** A duration as people read it: 8 ms, 1.2 s, 2 min. */
export function durationInWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

const clock = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

/** The time of day, with the day in front when it is not today. */
export const timeInWords = (at: Date, now: Date): string =>
  at.toDateString() === now.toDateString() ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
