import type { Stance } from "../conditions/answer.ts";
import type { Comparison, Condition } from "../conditions/language.ts";
import type { Policy } from "../language.ts";
import type { DocumentEntry } from "./entries.ts";

/** A list of conditions that are ANDed: a rule's, or an approval's `when`. */
export type ConditionList = { conditions: readonly Condition[]; pointer: string; stance: Stance; entry: DocumentEntry | undefined };

/** Every list of conditions in the document, `all_tools` first. */
export function conditionLists(policy: Policy, entries: readonly DocumentEntry[]): ConditionList[] {
  const holders = [
    { holder: policy.all_tools, pointer: "/all_tools", entry: undefined },
    ...entries.map((entry) => ({ holder: entry.entry, pointer: entry.pointer, entry })),
  ];
  return holders.flatMap(({ holder, pointer, entry }) => [
    ...stances.flatMap((stance) =>
      (holder?.[stance] ?? []).map(({ conditions }, index) => ({
        conditions,
        pointer: `${pointer}/${stance}/${index}/conditions`,
        stance,
        entry,
      })),
    ),
    ...(entry?.entry.approval?.when
      ? [{ conditions: entry.entry.approval.when, pointer: `${pointer}/approval/when`, stance: "deny_if" as const, entry }]
      : []),
  ]);
}

export type PlacedComparison = { comparison: Comparison; pointer: string; depth: number; negated: boolean };

/** The comparisons of a list, those inside `any`, `all` and `not` included. `depth` counts the groups around one. */
export const comparisonsIn = (conditions: readonly Condition[], pointer: string): PlacedComparison[] =>
  conditions.flatMap((condition, index) => comparisonsOf(condition, `${pointer}/${index}`, 0, false));

const comparisonsOf = (condition: Condition, pointer: string, depth: number, negated: boolean): PlacedComparison[] => {
  if ("not" in condition) return comparisonsOf(condition.not, `${pointer}/not`, depth + 1, !negated);
  if ("op" in condition) return [{ comparison: condition, pointer, depth, negated }];
  const [name, inner] = "any" in condition ? (["any", condition.any] as const) : (["all", condition.all] as const);
  return inner.flatMap((one, index) => comparisonsOf(one, `${pointer}/${name}/${index}`, depth + 1, negated));
};

const stances = ["require", "deny_if"] as const;
