import type { KnownPath } from "./argument-paths.ts";
import { isObject, type JsonObject } from "./document-view.ts";
import { fits, type Operator, operators, operatorsFor, startingValue } from "./operators.ts";

/** How a condition is built: one comparison, or a group of conditions. */
export type ConditionForm = "comparison" | "any" | "all" | "not";

export function formOf(condition: unknown): ConditionForm | undefined {
  if (!isObject(condition)) return undefined;
  if ("op" in condition || "path" in condition) return "comparison";
  return (["any", "all", "not"] as const).find((form) => form in condition);
}

/** A first condition on a path: its first operator with a value to start from. */
export function comparisonOn(known: KnownPath): JsonObject {
  const op: Operator =
    known.type === "number" ? "gt" : known.type === "unknown" || known.type === "object" ? "exists" : (operatorsFor(known.type)[0] ?? "eq");
  const asked = known.type === "array" ? "contains" : op;
  return { path: known.path, op: asked, value: startingValue(asked, known) };
}

/** The members of a comparison after another operator was chosen: its value stays where it can. */
export function withOperator(comparison: JsonObject, op: Operator, known: KnownPath | undefined): { op: Operator; value: unknown } {
  const type = known?.type ?? "unknown";
  const { value } = comparison;
  if (fits(value, op, type)) return { op, value };
  const { value: kind } = operators[op];
  if ((kind === "list" || (kind === "texts" && typeof value === "string" && value !== "")) && !Array.isArray(value) && value !== undefined)
    return { op, value: [value] };
  const first = Array.isArray(value) ? value[0] : undefined;
  return { op, value: first !== undefined && fits(first, op, type) ? first : startingValue(op, known) };
}

/** The members after another path was chosen: operator and value stay where they still fit. */
export function withPath(comparison: JsonObject, known: KnownPath | undefined, path: string): JsonObject {
  if (known === undefined || known.type === "unknown") return { path };
  const op = comparison.op as Operator;
  if (!operatorsFor(known.type).includes(op)) return comparisonOn(known);
  const value = fits(comparison.value, op, known.type) ? comparison.value : startingValue(op, known);
  return { path, op, value };
}

/** A condition inside a new group, or the first condition of a group that is taken apart. */
export function regrouped(condition: JsonObject, form: ConditionForm): JsonObject {
  const from = formOf(condition);
  if (from === form || from === undefined) return condition;
  const inner = from === "comparison" ? [condition] : from === "not" ? [condition.not] : ((condition[from] as unknown[] | undefined) ?? []);
  if (form === "comparison") return isObject(inner[0]) ? inner[0] : condition;
  return form === "not" ? { not: inner.length === 1 ? inner[0] : { all: inner } } : { [form]: inner };
}
