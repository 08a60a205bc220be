import { compile, parsePolicy, type Reservation, type ToolFacts } from "@portcullis/policy";
import { type CallCondition, conditionsOf, said } from "./conditions-of.ts";

export const toolStates = ["allowed", "limited", "conditional", "approval", "denied", "hidden"] as const;
export type ToolState = (typeof toolStates)[number];

/** The engine's answer for one tool. `listed`: does tools/list show it? In observe mode the state is what enforcing would make of it. */
export type EffectiveTool = {
  name: string;
  state: ToolState;
  listed: boolean;
  rule: string;
  message: string;
  limits: readonly Reservation[];
  /** What else a call has to meet. */
  conditions: readonly CallCondition[];
};

export type EffectivePolicy = { observing: boolean; tools: readonly EffectiveTool[] };

/** What the document means for each tool, by the same engine that judges real calls; null while it cannot be compiled. */
export function effectivePolicy(document: string, tools: readonly ToolFacts[]): EffectivePolicy | null {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return null;
  const { policy } = parsed;
  const { plans } = compile(policy, tools);
  const effective = tools.flatMap((tool): EffectiveTool[] => {
    const plan = plans.get(tool.name);
    if (!plan) return [];
    const { name } = tool;
    const asked = plan.always ? { always: plan.always } : conditionsOf(policy, plan, tool);
    const always = "always" in asked ? asked.always : undefined;
    if (always && said(always).reason !== "allowed") {
      const { rule, message } = said(always);
      return [{ name, state: plan.hidden ? "hidden" : "denied", listed: plan.visible, rule, message, limits: [], conditions: [] }];
    }
    const conditions = "conditions" in asked ? asked.conditions : [];
    const { message } = plan.allowed;
    const limits = plan.limits.reservations;
    const state = plan.holds.some(({ ask }) => ask === undefined)
      ? "approval"
      : conditions.length > 0
        ? "conditional"
        : limits.length > 0
          ? "limited"
          : "allowed";
    return [{ name, state, listed: plan.visible, rule: plan.allowedBy, message, limits, conditions }];
  });
  return { observing: policy.mode === "observe", tools: effective };
}

export function countStates(tools: readonly EffectiveTool[]): Record<ToolState, number> {
  const counts: Record<ToolState, number> = { allowed: 0, limited: 0, conditional: 0, approval: 0, denied: 0, hidden: 0 };
  for (const { state } of tools) counts[state]++;
  return counts;
}
