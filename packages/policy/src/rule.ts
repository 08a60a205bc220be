import type { Stance } from "./conditions/answer.ts";
import { compileConditions, type Question } from "./conditions/compile.ts";
import type { Rule } from "./language.ts";

/** One rule ready to be asked; `pointer` and `message` are what a refusal by it says. */
export type CompiledRule = { ask: Question; pointer: string; message: string | undefined };

export const compileRules = (rules: readonly Rule[] | undefined, stance: Stance, pointer: string): CompiledRule[] =>
  (rules ?? []).map((rule, index) => ({
    ask: compileConditions(rule.conditions, stance),
    pointer: `${pointer}/${stance}/${index}`,
    message: rule.on_deny,
  }));
