import {
  compile,
  type Decision,
  evaluate,
  type JsonNode,
  type PolicyRequest,
  type Reservation,
  type SettleState,
  settle,
  type ToolFacts,
} from "@portcullis/policy";
import { limitSentence, rateSentence, ruleSentence, whenSentence } from "../../policies/builder/model/sentences.ts";
import { valueAt } from "../../policies/json-pointer.ts";
import type { Simulated } from "./simulate.ts";

/** A rule of the tool that did not decide, and why. `rule` is its place in the document. */
export type OtherRule = { rule: string; sentence: string; because: string };

/**
 * Why each other rule that speaks for the tool did not decide the call: each is asked alone, of the engine itself.
 * Rules of a tool that is refused by name were never asked.
 */
export function otherRules(
  { decision, policy, compiled }: Simulated,
  request: PolicyRequest,
  tools: readonly ToolFacts[],
  state: SettleState,
): OtherRule[] {
  if (request.kind !== "tool") return [];
  const plan = compiled.plans.get(request.name) ?? compiled.planFor(request.name);
  const decided = (decision.observed ?? decision).rule;
  const tool = tools.find(({ name }) => name === request.name) ?? { name: request.name };
  const rules: OtherRule[] = [];
  for (const [stance, checks] of [["require", plan.requires] as const, ["deny_if", plan.denies] as const])
    for (const { refusal } of checks) {
      const { rule } = refusal.observed ?? refusal;
      const written = valueAt(policy, rule);
      if (rule !== decided)
        rules.push({ rule, sentence: ruleSentence(stance, written), because: whyNot(stance, written as Rule, tool, request) });
    }
  for (const { ask, obligation } of plan.holds) {
    if (obligation.rule === decided) continue;
    const when = valueAt(policy, obligation.rule);
    const sentence = ask === undefined ? "Every call waits for approval." : whenSentence(when);
    const holds = ask === undefined || refuses("deny_if", { conditions: when as Rule["conditions"] }, tool, request);
    rules.push({
      rule: obligation.rule,
      sentence,
      because: holds
        ? state.approved
          ? "The call is approved."
          : "Something before it refuses."
        : "Its conditions are not met, so nobody is asked.",
    });
  }
  for (const planned of plan.limits.reservations) {
    const taken = decision.reservations.find(({ rule }) => rule === planned.rule);
    if (planned.rule !== decided) rules.push(limitRow(planned, taken, policy, decision, state));
  }
  return rules;
}

type Rule = { conditions: never[] };

function limitRow(
  { rule, max, counter }: Reservation,
  taken: Reservation | undefined,
  policy: unknown,
  decision: Decision,
  state: SettleState,
): OtherRule {
  const written = valueAt(policy, rule);
  const sentence = rule.endsWith("/rate_limit") ? rateSentence(written) : limitSentence(written);
  if (taken === undefined) return { rule, sentence, because: "Something before it refuses, so nothing is counted." };
  const used = Object.hasOwn(state.used, counter) ? state.used[counter] : 0;
  const alone = settle({ ...decision, effect: "allow", approval: undefined, reservations: [taken] }, { used: state.used });
  const room = `There is room: ${used} of ${max} used, this call takes ${taken.amount}.`;
  return { rule, sentence, because: alone.effect === "allow" ? room : "It is used up, but something before it refuses." };
}

/** Asked alone in both stances, a rule tells which of the three answers it gave. */
function whyNot(stance: "require" | "deny_if", rule: Rule, tool: ToolFacts, request: PolicyRequest): string {
  const misses = refuses("deny_if", rule, tool, request) === false;
  if (stance === "deny_if") {
    if (!misses) return "It would refuse too; another rule comes before it.";
    return refuses("require", negated(rule), tool, request)
      ? "It looks at something that the call leaves out."
      : "Its conditions are not met.";
  }
  return refuses("require", rule, tool, request) ? "It would refuse too; another rule comes before it." : "It is met.";
}

const negated = ({ conditions }: Rule): Rule => ({
  conditions: conditions.length === 0 ? [] : ([{ not: { all: conditions } }] as never[]),
});

const refuses = (stance: "require" | "deny_if", rule: Rule, tool: ToolFacts, request: PolicyRequest): boolean =>
  evaluate(
    compile({ version: "1", default: "allow", all_tools: { [stance]: [rule] } }, [tool]),
    request as PolicyRequest & { arguments?: JsonNode },
  ).effect === "deny";
