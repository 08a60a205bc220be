import type { CompiledPolicy, Decision, Policy, ToolEntry } from "@portcullis/policy";
import type { Stance } from "./told.ts";

type Plan = CompiledPolicy["plans"] extends ReadonlyMap<string, infer One> ? One : never;
type Rule = NonNullable<ToolEntry["require"]>[number];

/** One thing that the engine asks of each call of a tool. */
export type Question = {
  /** The same text in two policies is the same question. */
  text: string;
  rule: string;
  reason: string;
  stance: Stance;
  /** Undefined for what no condition asks: the input schema, an amount, an approval that is always needed. */
  conditions?: Rule["conditions"];
  /** The path of an amount that a limit adds up. */
  amount?: string;
};

/** What is asked of each call of a tool, in the engine's order (rows 6 to 9 of the decision table). */
export function questionsOf(policy: Policy, plan: Plan): Question[] {
  const questions: Question[] = [];
  if (plan.validation) questions.push({ ...refusalOf(plan.validation.refusal), text: "validate_arguments", stance: "require" });
  for (const [stance, checks] of [["require", plan.requires] as const, ["deny_if", plan.denies] as const]) {
    for (const { refusal } of checks) {
      const { conditions } = valueAt(policy, refusalOf(refusal).rule) as Rule;
      questions.push({ ...refusalOf(refusal), text: `${stance} ${JSON.stringify(conditions)}`, stance, conditions });
    }
  }
  for (const { rule } of plan.limits.amounts) {
    const limit = valueAt(policy, rule) as { amount?: string; increment_from?: string };
    const amount = limit.amount ?? limit.increment_from ?? "";
    questions.push({ text: `amount ${amount}`, rule, reason: "amount_not_countable", stance: "require", amount });
  }
  for (const { ask, obligation } of plan.holds) {
    const conditions = ask === undefined ? [] : (valueAt(policy, obligation.rule) as Rule["conditions"]);
    questions.push({
      text: `approval ${JSON.stringify(conditions)}`,
      rule: obligation.rule,
      reason: "approval_required",
      stance: "deny_if",
      conditions,
    });
  }
  return questions;
}

const refusalOf = (decision: Decision) => {
  const { rule, reason } = decision.observed ?? decision;
  return { rule, reason };
};

/** The value that a JSON pointer names (RFC 6901). */
function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split("/").slice(1)) {
    value = (value as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return value;
}
