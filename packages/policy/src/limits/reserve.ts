import type { CompiledEntry } from "../compile.ts";
import type { Reservation } from "../decision.ts";
import type { LimitPlan } from "./plan.ts";

/** The limits that reach a tool, `all_tools` first; a counter that is reached twice counts once. */
export function limitsOf(allTools: readonly LimitPlan[], matching: readonly CompiledEntry[]): LimitPlan[] {
  const byKey = new Map<string, LimitPlan>();
  for (const plan of [...allTools, ...matching.flatMap((entry) => entry.limits)]) if (!byKey.has(plan.key)) byKey.set(plan.key, plan);
  return [...byKey.values()];
}

export const reservationsOf = (allTools: readonly LimitPlan[], matching: readonly CompiledEntry[]): readonly Reservation[] =>
  Object.freeze(limitsOf(allTools, matching).map((plan) => plan.reservation));
