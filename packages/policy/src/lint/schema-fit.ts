import { FALSE, UNKNOWN } from "../conditions/answer.ts";
import type { Comparison } from "../conditions/language.ts";
import { testOf } from "../conditions/operators.ts";
import { nodeOf } from "../json/node.ts";

type Schema = { readonly [keyword: string]: unknown };

/** Why a comparison can never hold for a value that satisfies one of the schemas, or undefined when it can. */
export function neverHolds(comparison: Comparison, schemas: readonly Schema[]): string | undefined {
  if (comparison.op === "exists") return undefined;
  const reasons = schemas.map((schema) => reasonFor(comparison, schema));
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

const reasonFor = (comparison: Exclude<Comparison, { op: "exists" }>, schema: Schema): string | undefined => {
  const listed = "const" in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
  if (listed !== undefined) {
    const test = testOf(comparison);
    const can = listed.some((value) => value !== null && ![FALSE, UNKNOWN].includes(test(nodeOf(value))));
    return can ? undefined : `the argument is one of ${JSON.stringify(listed).slice(1, -1).slice(0, 200)}`;
  }
  const types = typesOf(schema);
  if (types === undefined) return undefined;
  const wanted = typesFor(comparison);
  return wanted.some((type) => types.includes(type)) ? undefined : `the argument is ${types.join(" or ")}`;
};

const typesOf = (schema: Schema): string[] | undefined => {
  if (schema.type === undefined) return undefined;
  const named = (Array.isArray(schema.type) ? schema.type : [schema.type]) as string[];
  return named.map((type) => (type === "integer" ? "number" : type));
};

const typesFor = (comparison: Exclude<Comparison, { op: "exists" }>): string[] => {
  switch (comparison.op) {
    case "eq":
    case "neq":
      return [typeOf(comparison.value)];
    case "in":
    case "not_in":
      return comparison.value.map(typeOf);
    case "contains":
    case "not_contains":
      return typeof comparison.value === "string" ? ["string", "array"] : ["array"];
    case "length_lte":
    case "length_gte":
      return ["string", "array"];
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return ["number"];
    default:
      return ["string"];
  }
};

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
