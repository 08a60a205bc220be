import type { Outputs } from "../../trpc/outputs.ts";

export type Review = Outputs["pins"]["review"];
export type ReviewedTool = Review["tools"][number];
export type FieldDifference = ReviewedTool["differences"][number];
export type State = ReviewedTool["state"];

/** What still waits for a person: what was refused as it is now does not. */
export const waitingOf = (tools: readonly ReviewedTool[]): ReviewedTool[] => tools.filter(({ state }) => state !== "refused");

/** Needs more than a glance: a warning, a look-alike, or a category that has become riskier. */
export const isSuspicious = ({ warnings, lookAlikes, category }: ReviewedTool): boolean =>
  warnings.length > 0 || lookAlikes.length > 0 || category.isRaised;

/** What speaks against each tool: "write_file: hidden characters, instructions". */
export const doubtsOf = (tools: readonly ReviewedTool[]): string[] =>
  tools.map(({ shownName, warnings, lookAlikes, category }) => {
    const doubts = [
      ...new Set(warnings.map(({ kind }) => kind.replaceAll("_", " "))),
      ...(category.isRaised ? ["riskier than before"] : []),
      ...(lookAlikes.length > 0 ? ["a name like another’s"] : []),
    ];
    return `${shownName}: ${doubts.join(", ")}`;
  });

/** What a decision names: the tool, and the digest of the definition that was before somebody's eyes. */
export const named = (tools: readonly ReviewedTool[]) => tools.map(({ name, digest }) => ({ name, digest }));

/** What waits, in a sentence. */
export function waitingWords(tools: readonly ReviewedTool[]): string {
  const waiting = waitingOf(tools);
  const added = waiting.filter(({ state }) => state === "new").length;
  const changed = waiting.length - added;
  const parts = [
    ...(added > 0 ? [`${added} ${added === 1 ? "tool is new" : "tools are new"}`] : []),
    ...(changed > 0 ? [`${changed} ${changed === 1 ? "has" : "have"} changed`] : []),
  ];
  return parts.join(", ");
}

export const likenessWords: Readonly<Record<ReviewedTool["lookAlikes"][number]["why"], string>> = {
  same: "has the same name and another definition",
  case: "differs in capital letters only",
  separators: "differs in separators only",
  hidden: "differs in characters that cannot be seen",
  confusable: "reads nearly the same",
};
