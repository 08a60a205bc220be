import { type Condition, clauseOf } from "../../tools/condition-words.ts";
import { isObject } from "./document-view.ts";

/** A rule of `require` or `deny_if` as a sentence: "Deny if `amount` is greater than 10000". */
export function ruleSentence(stance: "require" | "deny_if", rule: unknown): string {
  const conditions = isObject(rule) && Array.isArray(rule.conditions) ? (rule.conditions as Condition[]) : undefined;
  if (conditions === undefined) return "This rule is not finished.";
  if (conditions.length === 0) return stance === "require" ? "Always holds." : "Deny every call.";
  return `${stance === "require" ? "Allow only if" : "Deny if"} ${clause(conditions)}.`;
}

export function whenSentence(conditions: unknown): string {
  return Array.isArray(conditions) && conditions.length > 0 ? `Ask for approval if ${clause(conditions as Condition[])}.` : "Never asks.";
}

/** What a limit does: "At most 10 calls each minute, per grant." */
export function limitSentence(limit: unknown): string {
  if (!isObject(limit)) return "This limit is not finished.";
  const { max, window, scope, rolling, timezone } = limit;
  const path = limit.amount ?? limit.increment_from;
  const much = typeof path === "string" ? `a total of ${max} of ${bare(path)}` : `${max} ${max === 1 ? "call" : "calls"}`;
  const span =
    typeof window === "number"
      ? `in any ${window} ${window === 1 ? "second" : "seconds"}`
      : `${rolling === true ? "in any" : "each"} ${window}`;
  const zone = typeof timezone === "string" && timezone !== "UTC" ? ` (${timezone})` : "";
  return `At most ${much} ${span}${zone}, ${whose[String(scope ?? "grant")] ?? String(scope)}.`;
}

/** Counting calls without a name: the shorthand's sentence. */
export const rateSentence = (rate: unknown): string =>
  isObject(rate) ? limitSentence({ ...rate, counter: "" }) : "This limit is not finished.";

/** The rule at a pointer of the document in words; undefined for what is no rule: an entry, the default, a list of hidden tools. */
export function sentenceAt(pointer: string, written: unknown): string | undefined {
  if (/\/require\/\d+$/.test(pointer)) return ruleSentence("require", written);
  if (/\/deny_if\/\d+$/.test(pointer)) return ruleSentence("deny_if", written);
  if (/\/limits\/\d+$/.test(pointer)) return limitSentence(written);
  if (pointer.endsWith("/rate_limit")) return rateSentence(written);
  return pointer.endsWith("/approval/when") ? whenSentence(written) : undefined;
}

const whose: Record<string, string> = {
  grant: "per grant",
  server: "over all grants of the server",
  organization: "over the organization",
};

/** A half-written condition must not end the page. */
const clause = (conditions: readonly Condition[]): string => {
  try {
    return clauseOf(conditions).replaceAll(/\bargs(?:\.|(?=\[))/g, "");
  } catch {
    return "… (not finished)";
  }
};

const bare = (path: string): string => path.replace(/^args\.?/, "");
