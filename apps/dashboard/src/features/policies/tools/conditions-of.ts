import { type CompiledPolicy, compile, type Decision, evaluate, type Policy, type ToolFacts } from "@portcullis/policy";
import { valueAt } from "../json-pointer.ts";
import { clauseOf, isAboutTheTool, type Rule } from "./condition-words.ts";

type Plan = CompiledPolicy["plans"] extends ReadonlyMap<string, infer One> ? One : never;

/** What the answer to a call depends on, as a sentence, and where the document says so. */
export type CallCondition = { rule: string; sentence: string };

/**
 * The rules that the engine asks of each call of a tool, in its order; or the refusal that every call meets, where one of them
 * looks at nothing of the call.
 */
export function conditionsOf(policy: Policy, plan: Plan, tool: ToolFacts): { always: Decision } | { conditions: CallCondition[] } {
  const conditions: CallCondition[] = [];
  if (plan.validation) {
    if (tool.inputSchema === undefined) return { always: plan.validation.refusal };
    conditions.push({ rule: said(plan.validation.refusal).rule, sentence: "The arguments must satisfy the tool's input schema." });
  }
  for (const [stance, checks] of [["require", plan.requires] as const, ["deny_if", plan.denies] as const]) {
    for (const { refusal } of checks) {
      const { rule, message } = said(refusal);
      const written = valueAt(policy, rule) as Rule;
      if (isAboutTheTool(written.conditions)) {
        if (refuses(stance, written, tool)) return { always: refusal };
        continue;
      }
      const sentence = `${stance === "require" ? "Only if" : "Refused if"} ${clauseOf(written.conditions)}.`;
      conditions.push({ rule, sentence: written.on_deny === undefined ? sentence : `${sentence} “${message}”` });
    }
  }
  for (const { ask, obligation } of plan.holds) {
    if (ask === undefined) continue;
    const when = valueAt(policy, obligation.rule) as Rule["conditions"];
    conditions.push({ rule: obligation.rule, sentence: `Needs approval if ${clauseOf(when)}.` });
  }
  return { conditions };
}

/** In observe mode the decision allows, and beside it stands what enforcing would say. */
export const said = (decision: Decision): Pick<Decision, "reason" | "rule" | "message"> => decision.observed ?? decision;

/** The engine's own answer to one rule, alone in a policy. */
const refuses = (stance: "require" | "deny_if", rule: Rule, tool: ToolFacts): boolean =>
  evaluate(compile({ version: "1", default: "allow", all_tools: { [stance]: [rule] } }, [tool]), { kind: "tool", name: tool.name })
    .effect === "deny";
