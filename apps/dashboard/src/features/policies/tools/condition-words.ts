import type { ToolEntry } from "@portcullis/policy";

export type Rule = NonNullable<ToolEntry["require"]>[number];
export type Condition = Rule["conditions"][number];

/** A rule's conditions as a clause: `args.amount is greater than 100 and args.currency is "EUR"`. */
export const clauseOf = (conditions: readonly Condition[]): string => conditions.map(wordsOf).join(" and ");

function wordsOf(condition: Condition): string {
  if ("any" in condition) return `(${condition.any.map(wordsOf).join(" or ")})`;
  if ("all" in condition) return `(${condition.all.map(wordsOf).join(" and ")})`;
  if ("not" in condition) return `not (${wordsOf(condition.not)})`;
  const { path, op, value, timezone } = condition;
  const where = timezone ? `${path} (${timezone})` : path;
  if (op === "exists") return `${where} is ${value === true ? "given" : "left out"}`;
  return `${where} ${verbs[op]} ${shown(value)}${units[op] ?? ""}`;
}

const verbs: Record<Exclude<Extract<Condition, { op: string }>["op"], "exists">, string> = {
  eq: "is",
  neq: "is not",
  lt: "is less than",
  lte: "is at most",
  gt: "is greater than",
  gte: "is at least",
  in: "is one of",
  not_in: "is none of",
  contains: "contains",
  not_contains: "does not contain",
  starts_with: "starts with",
  ends_with: "ends with",
  regex: "matches",
  not_regex: "does not match",
  length_lte: "has at most",
  length_gte: "has at least",
  host_in: "is a URL on",
  host_not_in: "is a URL not on",
  path_within: "is a path inside",
  path_not_within: "is a path outside",
  cidr_in: "is an address in",
  cidr_not_in: "is an address outside",
};
const units: Partial<Record<string, string>> = { length_lte: " characters or items", length_gte: " characters or items" };

const listedMax = 5;
const textMax = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const rest = value.length - listedMax;
    return value.slice(0, listedMax).map(shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  }
  const text = JSON.stringify(value);
  return text.length > textMax ? `${text.slice(0, textMax - 1)}…` : text;
}

/** Do the conditions look at nothing but the tool itself? Then every call of the tool gets the same answer. */
export const isAboutTheTool = (conditions: readonly Condition[]): boolean =>
  conditions.every((condition) => {
    if ("any" in condition) return isAboutTheTool(condition.any);
    if ("all" in condition) return isAboutTheTool(condition.all);
    return "not" in condition ? isAboutTheTool([condition.not]) : /^tool\b/.test(condition.path);
  });
