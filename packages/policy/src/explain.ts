import { approversInWords } from "./approval.ts";
import type { Decision, ReasonCode } from "./decision.ts";
import { atPointer } from "./json/pointer.ts";
import type { Policy } from "./language.ts";

/**
 * One paragraph about a decision for the person who wrote the policy: what was decided, why, and the rule as it stands in the
 * document. Not for agents: it quotes the policy.
 */
export function explain(decision: Decision, policy: Policy): string {
  const { observed, approval } = decision;
  const said = observed ?? decision;
  const effect =
    observed === undefined
      ? approval
        ? "The call is held"
        : effects[decision.effect]
      : `The policy only observes, so the call passes; enforced, it ${wouldBe[observed.effect]}`;
  const quotas = decision.reservations.map((one) => `${one.amount} of ${one.max} from ${JSON.stringify(one.counter)}`);
  return [
    `${effect}: ${reasons[said.reason]}.`,
    approval
      ? `It may run once ${approversInWords(approval)} ${approval.minApprovals > 1 ? "have" : "has"} approved it, within ${inMinutes(approval.expiresAfterSeconds)}.`
      : "",
    quote(said.rule, policy),
    said.reason === "allowed" ? "" : `The agent is told: ${JSON.stringify(said.message)}`,
    quotas.length > 0 && decision.effect === "allow" ? `It takes ${quotas.join(", ")}.` : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

const inMinutes = (seconds: number): string => {
  const [count, unit] =
    seconds % 3_600 === 0 ? [seconds / 3_600, "hour"] : seconds % 60 === 0 ? [seconds / 60, "minute"] : [seconds, "second"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

const effects = { allow: "The call is allowed", deny: "The call is refused" };
const wouldBe = {
  would_allow: "would be allowed",
  would_deny: "would be refused",
  would_require_approval: "would wait for approval",
  would_limit: "would be refused by a limit",
};

const reasons: Readonly<Record<ReasonCode, string>> = {
  allowed: "nothing in the policy refuses it",
  no_policy: "the grant has no policy on this server",
  hidden: "the tool is hidden, so it is answered as one that does not exist",
  tool_not_accepted: "the tool's definition has not been accepted",
  default_deny: "no entry names the tool, and the default is to deny",
  denied: "an entry denies it by name, and a deny always wins",
  invalid_arguments: "the arguments do not satisfy the tool's input schema, or there is none that can be read",
  require_failed: "a rule that must hold does not hold, or cannot be told to hold",
  deny_if_matched: "a rule that must not match matches, or cannot be told not to match",
  amount_not_countable: "a limit adds up an amount that is missing or is not a plain number",
  approval_required: "a person has to approve it first",
  limit_exceeded: "a limit has no room left",
  engine_error: "the policy could not be evaluated",
};

const quoteMax = 400;

const quote = (rule: string, policy: Policy): string => {
  const value = rule === "" ? undefined : atPointer(policy, rule);
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  return `The rule is ${rule}: ${text.length > quoteMax ? `${text.slice(0, quoteMax)}…` : text}.`;
};
