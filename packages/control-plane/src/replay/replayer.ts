import { approversInWords, type CompiledPolicy, compile, type Policy, type ToolFacts } from "@portcullis/policy";
import { type Question, questionsOf } from "./questions.ts";
import type { RecordedCall } from "./recorded-call.ts";
import { type Answer, askRule, firstMember, isMissing } from "./told.ts";

/** `approvers`: of a call that would be held, who could approve it; part of a sentence. */
export type Verdict = { effect: "allow" | "deny" | "unknown"; reason: string; rule: string; approvers?: string };

/** One policy, made ready to judge calls of the log. */
export type Replayer = {
  /** @param past the policy that decided the call when it was made: what it found out about a rule that both have holds again */
  judge: (call: RecordedCall, past?: Replayer) => Verdict;
  /** What the record tells of rules: by their text, those that let the call pass and the one that refused it. */
  learned: (call: RecordedCall) => ReadonlyMap<string, Answer>;
};

/**
 * Judges recorded calls by a policy, in the engine's own order. "unknown" wherever the answer hangs on the value of an argument, which no record
 * has. Limits are not replayed: what was used then is not what is used now.
 * @throws PolicyError as `compile` does
 */
export function replayer(policy: Policy, tools: readonly ToolFacts[]): Replayer {
  const compiled = compile(policy, tools);
  const facts = new Map(tools.map((tool) => [tool.name, tool]));
  const asked = new Map<string, readonly Question[]>();
  const questionsFor = (name: string, plan: Plan): readonly Question[] => {
    const known = asked.get(name) ?? questionsOf(policy, plan);
    asked.set(name, known);
    return known;
  };
  return {
    judge: (call, past) => {
      const plan = compiled.plans.get(call.tool);
      const tool = facts.get(call.tool);
      if (!plan || !tool) return { effect: "deny", reason: "unknown_tool", rule: "" };
      const full = call.reason === "limit_exceeded" && !plan.frame.observing && plan.limits.reservations[0];
      const hangsOnLimit: Verdict | undefined = full ? { effect: "unknown", reason: "limit_exceeded", rule: full.rule } : undefined;
      if (plan.always) return plan.always.effect === "deny" ? verdictOf(plan.always) : (hangsOnLimit ?? verdictOf(plan.always));
      if (plan.frame.observing) return { effect: "allow", reason: "allowed", rule: "/mode" };
      const learned = past?.learned(call);
      let unsure: Verdict | undefined;
      for (const question of questionsFor(call.tool, plan)) {
        const answer = learned?.get(question.text) ?? answerOf(question, tool, call);
        if (answer === "refuses") return { effect: "deny", reason: question.reason, rule: question.rule, ...approversOf(question, plan) };
        if (answer === "unsure") unsure ??= { effect: "unknown", reason: question.reason, rule: question.rule };
      }
      return unsure ?? hangsOnLimit ?? { effect: "allow", reason: "allowed", rule: plan.allowedBy };
    },
    learned: (call) => {
      const plan = compiled.plans.get(call.tool);
      const said = call.observed ?? call;
      if (!plan || plan.always || !decidedByRules.has(said.reason)) return nothing;
      const found = new Map<string, Answer>();
      for (const { text, rule, reason } of questionsFor(call.tool, plan)) {
        if (rule === said.rule) return found.set(text, "refuses");
        // It was held, and ran all the same: by which of several reasons to hold it is not on record.
        if (call.isApproved && reason === "approval_required") {
          if (plan.holds.length === 1) found.set(text, "refuses");
          continue;
        }
        found.set(text, "passes");
      }
      // A refusal by a rule that is not in this text, as after a change of the tool: nothing of it can be trusted.
      return passedEveryRule.has(said.reason) ? found : nothing;
    },
  };
}

type Plan = CompiledPolicy["plans"] extends ReadonlyMap<string, infer One> ? One : never;

const verdictOf = ({ effect, reason, rule }: { effect: "allow" | "deny"; reason: string; rule: string }): Verdict => ({
  effect,
  reason,
  rule,
});

const approversOf = ({ reason }: Question, { holds: [hold] }: Plan) =>
  reason === "approval_required" && hold ? { approvers: approversInWords(hold.obligation) } : {};

function answerOf({ conditions, stance, amount }: Question, tool: ToolFacts, call: RecordedCall): Answer {
  if (conditions) return conditions.length === 0 && stance === "require" ? "passes" : askRule(conditions, stance, tool, call);
  if (amount !== undefined) {
    const name = firstMember(amount);
    return name !== undefined && isMissing(name, call.argumentNames) ? "refuses" : "unsure";
  }
  return "unsure";
}

const passedEveryRule = new Set(["allowed", "limit_exceeded"]);
const decidedByRules = new Set([
  ...passedEveryRule,
  "invalid_arguments",
  "require_failed",
  "deny_if_matched",
  "amount_not_countable",
  "approval_required",
]);
const nothing: ReadonlyMap<string, Answer> = new Map();
