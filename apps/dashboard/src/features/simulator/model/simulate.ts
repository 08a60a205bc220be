import {
  type CompiledPolicy,
  compile,
  type Decision,
  evaluate,
  explain,
  type Policy,
  type PolicyRequest,
  parsePolicy,
  type SettleState,
  settle,
  type ToolFacts,
  visible,
} from "@portcullis/policy";

export type Simulated = {
  decision: Decision;
  explanation: string;
  /** Is the tool in the list that agents see? Undefined for prompts and resources. */
  listed: boolean | undefined;
  policy: Policy;
  compiled: CompiledPolicy;
};

/** What the draft answers to a call, limits and approval included; null while the document cannot be compiled. */
export function simulate(document: string, tools: readonly ToolFacts[], request: PolicyRequest, state: SettleState): Simulated | null {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return null;
  try {
    const compiled = compile(parsed.policy, tools);
    const decision = settle(evaluate(compiled, request), state);
    const listed = request.kind === "tool" ? visible(compiled, request.name) : undefined;
    return { decision, explanation: explain(withoutRule(decision), parsed.policy), listed, policy: parsed.policy, compiled };
  } catch {
    return null;
  }
}

/** The explanation quotes the rule as JSON; here it stands beside it as a sentence, with the way to its place. */
const withoutRule = (decision: Decision): Decision => ({
  ...decision,
  rule: "",
  ...(decision.observed && { observed: { ...decision.observed, rule: "" } }),
});
