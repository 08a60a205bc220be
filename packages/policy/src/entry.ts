import { compileConditions, type Question } from "./conditions/compile.ts";
import type { DocumentEntry } from "./document/entries.ts";
import type { Policy, ToolEntry } from "./language.ts";
import { type LimitPlan, limitPlans } from "./limits/plan.ts";
import { type CompiledRule, compileRules } from "./rule.ts";
import { readSelector, type Selector } from "./selectors.ts";

/** What an entry of `tools` asks of the calls that it reaches. */
export type CompiledEntry = DocumentEntry & CompiledRules & { index: number; selector: Selector; when: Question | undefined };

export type CompiledRules = { requires: readonly CompiledRule[]; denies: readonly CompiledRule[]; limits: readonly LimitPlan[] };

export const compileEntry = (of: DocumentEntry, index: number): CompiledEntry => ({
  ...of,
  ...compileHolder(of.entry, of.pointer, of.key),
  index,
  selector: readSelector(of.key) as Selector,
  when: of.entry.approval?.when && compileConditions(of.entry.approval.when, "deny_if"),
});

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
