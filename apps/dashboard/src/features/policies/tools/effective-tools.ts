import { compile, type Decision, evaluate, parsePolicy, type Reservation, type ToolFacts, visible } from "@portcullis/policy";

export const toolStates = ["allowed", "limited", "approval", "denied", "hidden"] as const;
export type ToolState = (typeof toolStates)[number];

/** The engine's answer for one tool. `listed`: does tools/list show it? */
export type EffectiveTool = {
  name: string;
  state: ToolState;
  listed: boolean;
  rule: string;
  message: string;
  limits: readonly Reservation[];
};

/** What the document means for each tool, by the same engine that judges real calls; null while it cannot be compiled. */
export function effectiveTools(document: string, tools: readonly ToolFacts[]): EffectiveTool[] | null {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return null;
  const compiled = compile(parsed.policy, tools);
  return tools.map(({ name }) => {
    const decision = evaluate(compiled, { kind: "tool", name });
    const { rule, message, reservations } = decision;
    return { name, state: stateOf(decision), listed: visible(compiled, name), rule, message, limits: reservations };
  });
}

export function countStates(tools: readonly EffectiveTool[]): Record<ToolState, number> {
  const counts: Record<ToolState, number> = { allowed: 0, limited: 0, approval: 0, denied: 0, hidden: 0 };
  for (const { state } of tools) counts[state]++;
  return counts;
}

function stateOf({ effect, hidden, reason, reservations }: Decision): ToolState {
  if (hidden) return "hidden";
  if (reason === "approval_required") return "approval";
  if (effect === "deny") return "denied";
  return reservations.length > 0 ? "limited" : "allowed";
}
