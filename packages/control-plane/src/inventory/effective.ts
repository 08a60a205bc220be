import { approversInWords, type CompiledPolicy, compile, evaluate, parsePolicy, type ToolFacts } from "@portcullis/policy";
import { questionsOf } from "../replay/questions.ts";

/** What calls of a tool meet under a policy, from the most open to the most closed. */
export const toolStates = ["allowed", "limited", "conditional", "approval", "denied", "hidden"] as const;
export type ToolState = (typeof toolStates)[number];
/** `approvers`: who could approve, of a tool whose calls are held or may be; part of a sentence. */
export type EffectiveTool = { state: ToolState; rule: string; approvers?: string };

/**
 * What a document means for each tool, by the engine that judges real calls; observing, what enforcing it would mean. null for a text
 * that cannot be compiled: gateways refuse everything under it.
 */
export function effectiveTools(document: string, tools: readonly ToolFacts[]): { observing: boolean; tools: EffectiveTool[] } | null {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return null;
  try {
    const { plans } = compile(parsed.policy, tools);
    const effective = tools.map((tool) => effectiveTool(plans.get(tool.name) as Plan, tool, parsed.policy));
    return { observing: parsed.policy.mode === "observe", tools: effective };
  } catch {
    return null;
  }
}

type Plan = CompiledPolicy["plans"] extends ReadonlyMap<string, infer One> ? One : never;

function effectiveTool(plan: Plan, tool: ToolFacts, policy: Parameters<typeof questionsOf>[0]): EffectiveTool {
  const always = plan.always && (plan.always.observed ?? plan.always);
  if (always && always.reason !== "allowed") return { state: plan.hidden ? "hidden" : "denied", rule: always.rule };
  if (plan.validation && tool.inputSchema === undefined) return { state: "denied", rule: ruleOf(plan.validation.refusal) };
  let conditional = plan.validation !== undefined;
  for (const { conditions, stance, rule, reason } of questionsOf(policy, plan)) {
    if (!conditions || reason === "approval_required") continue;
    if (!isAboutTheTool(conditions)) conditional = true;
    else if (refuses(conditions, stance, tool)) return { state: "denied", rule };
  }
  const [hold] = plan.holds;
  const approvers = hold && { approvers: approversInWords(hold.obligation) };
  const held = plan.holds.find(({ ask }) => ask === undefined);
  if (held) return { state: "approval", rule: held.obligation.rule, ...approvers };
  if (conditional || hold) return { state: "conditional", rule: plan.allowedBy, ...approvers };
  return { state: plan.limits.reservations.length > 0 ? "limited" : "allowed", rule: plan.allowedBy };
}

const ruleOf = ({ rule, observed }: { rule: string; observed?: { rule: string } }) => observed?.rule ?? rule;

type Conditions = NonNullable<ReturnType<typeof questionsOf>[number]["conditions"]>;

/** Do the conditions look at nothing but the tool itself? Then every call of the tool gets the same answer. */
const isAboutTheTool = (conditions: Conditions): boolean =>
  conditions.every((condition) => {
    if ("any" in condition) return isAboutTheTool(condition.any);
    if ("all" in condition) return isAboutTheTool(condition.all);
    return "not" in condition ? isAboutTheTool([condition.not]) : /^tool\b/.test(condition.path);
  });

/** The engine's own answer to one rule, alone in a policy. */
const refuses = (conditions: Conditions, stance: "require" | "deny_if", tool: ToolFacts): boolean =>
  evaluate(compile({ version: "1", default: "allow", all_tools: { [stance]: [{ conditions }] } }, [tool]), {
    kind: "tool",
    name: tool.name,
  }).effect === "deny";
