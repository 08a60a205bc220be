import { compileConditions, type Question } from "./conditions/compile.ts";
import type { DocumentEntry } from "./document/entries.ts";
import type { Policy, ToolEntry } from "./language.ts";
import { type LimitPlan, limitPlans } from "./limits/plan.ts";
import { type CompiledRule, compileRules } from "./rule.ts";
import { readSelector, type Selector } from "./selectors.ts";

/** What an entry of `tools` asks of the calls that it reaches. */
export type CompiledEntry = DocumentEntry & CompiledRules & { index: number; selector: Selector; when: Question | undefined };

export type CompiledRules = { requires: readonly CompiledRule[]; denies: readonly CompiledRule[]; limits: readonly LimitPlan[] };

// Field by field: spreading two objects into one takes longer than all the rest of it.
export const compileEntry = ({ key, pointer, entry }: DocumentEntry, index: number): CompiledEntry => {
  const { requires, denies, limits } = compileHolder(entry, pointer, key);
  const when = entry.approval?.when && compileConditions(entry.approval.when, "deny_if");
  return { key, pointer, entry, requires, denies, limits, index, selector: readSelector(key) as Selector, when };
};

/** The rules of an entry, or of `all_tools`. */
export const compileHolder = (
  holder: Pick<ToolEntry, keyof NonNullable<Policy["all_tools"]>>,
  pointer: string,
  name: string,
): CompiledRules => ({
  requires: compileRules(holder.require, "require", pointer),
  denies: compileRules(holder.deny_if, "deny_if", pointer),
  limits: limitPlans(holder, pointer, name),
});
