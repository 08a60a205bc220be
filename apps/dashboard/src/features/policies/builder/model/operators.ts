import type { Condition } from "../../tools/condition-words.ts";
import type { KnownPath, PathType } from "./argument-paths.ts";

export type Operator = Extract<Condition, { op: string }>["op"];

/** Which field a value is entered in. */
export type ValueKind = "number" | "text" | "boolean" | "any" | "list" | "texts" | "count";

type Facts = { label: string; value: ValueKind; types: readonly PathType[] };
const every: readonly PathType[] = ["string", "number", "boolean", "array", "object"];

/** Every operator of the language, as people read it, with what it compares. */
export const operators: Record<Operator, Facts> = {
  eq: { label: "is", value: "any", types: every },
  neq: { label: "is not", value: "any", types: every },
  gt: { label: "is greater than", value: "number", types: ["number"] },
  gte: { label: "is at least", value: "number", types: ["number"] },
  lt: { label: "is less than", value: "number", types: ["number"] },
  lte: { label: "is at most", value: "number", types: ["number"] },
  in: { label: "is one of", value: "list", types: ["string", "number", "boolean"] },
  not_in: { label: "is none of", value: "list", types: ["string", "number", "boolean"] },
  exists: { label: "is given", value: "boolean", types: every },
  contains: { label: "contains", value: "any", types: ["string", "array"] },
  not_contains: { label: "does not contain", value: "any", types: ["string", "array"] },
  starts_with: { label: "starts with", value: "text", types: ["string"] },
  ends_with: { label: "ends with", value: "text", types: ["string"] },
  regex: { label: "matches the pattern", value: "text", types: ["string"] },
  not_regex: { label: "does not match the pattern", value: "text", types: ["string"] },
  length_lte: { label: "has a length of at most", value: "count", types: ["string", "array"] },
  length_gte: { label: "has a length of at least", value: "count", types: ["string", "array"] },
  host_in: { label: "is a URL on one of", value: "texts", types: ["string"] },
  host_not_in: { label: "is a URL on none of", value: "texts", types: ["string"] },
  path_within: { label: "is a path inside", value: "texts", types: ["string"] },
  path_not_within: { label: "is a path outside", value: "texts", types: ["string"] },
  cidr_in: { label: "is an IP address in", value: "texts", types: ["string"] },
  cidr_not_in: { label: "is an IP address outside", value: "texts", types: ["string"] },
};

/** The operators that make sense for a path; all of them where its type is not known. */
export const operatorsFor = (type: PathType): Operator[] =>
  (Object.keys(operators) as Operator[]).filter((op) => type === "unknown" || operators[op].types.includes(type));

/** A first value of the right kind, so that a condition is whole from its first moment on. */
export function startingValue(op: Operator, known: Pick<KnownPath, "type" | "enum"> | undefined): unknown {
  const first = known?.enum?.find((value) => value !== null);
  switch (operators[op].value) {
    case "number":
    case "count":
      return 0;
    case "boolean":
      return true;
    case "text":
      return "";
    case "texts":
      return ["example.com"].map((host) => startingTexts[op] ?? host);
    case "list":
      return [first ?? (known?.type === "number" ? 0 : known?.type === "boolean" ? true : "")];
    case "any":
      return first ?? (known?.type === "number" ? 0 : known?.type === "boolean" ? true : "");
  }
}

const startingTexts: Partial<Record<Operator, string>> = {
  path_within: "/data",
  path_not_within: "/data",
  cidr_in: "10.0.0.0/8",
  cidr_not_in: "10.0.0.0/8",
};

/** Can the value stay when the operator changes? */
export function fits(value: unknown, op: Operator, type: PathType): boolean {
  switch (operators[op].value) {
    case "number":
      return typeof value === "number";
    case "count":
      return Number.isInteger(value) && (value as number) >= 0;
    case "boolean":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
    case "texts":
      return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "");
    case "list":
      return Array.isArray(value) && value.length > 0;
    case "any":
      return value !== null && !Array.isArray(value) && (type === "unknown" || type === "array" || typeof value === type);
  }
}
