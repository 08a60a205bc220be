import type { ApproverRole, Scope } from "./language.ts";

/** Why a decision was made; `no_policy` is answered by doors that find no policy, `engine_error` by a fault of the engine. */
export type ReasonCode =
  | "allowed"
  | "no_policy"
  | "hidden"
  | "tool_not_accepted"
  | "default_deny"
  | "denied"
  | "invalid_arguments"
  | "require_failed"
  | "deny_if_matched"
  | "amount_not_countable"
  | "approval_required"
  | "limit_exceeded"
  | "engine_error";

export type LimitWindow = "second" | "minute" | "hour" | "day" | "week" | "month" | number;

/** What admission takes from a counter before the call is sent: all reservations of a call, or none. */
export type Reservation = {
  counter: string;
  scope: Scope;
  /** A calendar unit, or a span in seconds. */
  window: LimitWindow;
  rolling: boolean;
  /** IANA name; "UTC" unless the limit says otherwise. Only calendar windows use it. */
  timezone: string;
  /** Decimal text without exponent, at most 6 decimals. */
  max: string;
  /** Decimal text without exponent, at most 6 decimals; "1" for calls. */
  amount: string;
  unit: "calls" | "amount";
  /** JSON pointer of the limit in the stored document. */
  rule: string;
  /** The limit's own sentence for the agent. */
  message?: string;
};

/** What has to happen before the call may run. While nothing records approvals, the decision stays a refusal. */
export type ApprovalObligation = {
  approvers: readonly ApproverRole[];
  minApprovals: number;
  expiresAfterSeconds: number;
  waitSeconds: number;
  /** Where the document asks for it. */
  rule: string;
  message: string;
  /** The rule of the decision once it is approved: the entry that named the tool, or `/default`. */
  allowedBy: string;
};

/** Present exactly when the policy is in observe mode: what enforcing it would have answered. */
export type Observed = {
  effect: "would_allow" | "would_deny" | "would_require_approval" | "would_limit";
  reason: ReasonCode;
  rule: string;
  message: string;
};

/**
 * The answer to one request. `effect` is the only thing a door has to obey: a call that waits for approval is a `deny` with
 * reason `approval_required` and the obligation in `approval`. Reservations are taken only for an `allow`.
 */
export type Decision = {
  effect: "allow" | "deny";
  reason: ReasonCode;
  /** JSON pointer into the policy document, or "". */
  rule: string;
  /** One sentence for the agent; it quotes neither arguments nor other rules. */
  message: string;
  /** The tool is hidden: on the wire it is an unknown tool. */
  hidden: boolean;
  approval?: ApprovalObligation;
  reservations: readonly Reservation[];
  observed?: Observed;
};

/** The sentence for the agent where the document has none. */
export const defaultMessages: Readonly<Record<ReasonCode, string>> = {
  allowed: "The policy allows this call.",
  no_policy: "This grant has no policy for this server, so nothing is allowed. Ask the owner of the grant to attach one.",
  hidden: "This tool does not exist on this server.",
  tool_not_accepted: "The definition of this tool is new or has changed and nobody has accepted it yet.",
  default_deny: "This tool is not on the allow-list of the policy.",
  denied: "The policy does not allow this tool.",
  invalid_arguments: "The arguments do not satisfy the input schema of this tool.",
  require_failed: "The arguments do not meet a requirement of the policy.",
  deny_if_matched: "The policy refuses this tool with these arguments.",
  amount_not_countable: "An amount in the arguments cannot be counted: it must be a plain number, not negative, with at most 6 decimals.",
  approval_required: "This call needs the approval of a person before it may run.",
  limit_exceeded: "The limit for this tool is used up.",
  engine_error: "The policy could not be evaluated, so the call is refused.",
};

const noReservations: readonly Reservation[] = Object.freeze([]);

/** A frozen refusal; one object serves every call that it answers. */
export const refusal = (reason: ReasonCode, rule: string, message: string = defaultMessages[reason]): Decision =>
  Object.freeze({ effect: "deny" as const, reason, rule, message, hidden: reason === "hidden", reservations: noReservations });

export const permission = (rule: string, reservations: readonly Reservation[] = noReservations): Decision =>
  Object.freeze({
    effect: "allow" as const,
    reason: "allowed" as const,
    rule,
    message: defaultMessages.allowed,
    hidden: false,
    reservations,
  });

/** The answer where a grant has no policy on a server. */
export const noPolicy: Decision = refusal("no_policy", "");

/** The answer when the engine itself fails. */
export const engineError: Decision = refusal("engine_error", "");
