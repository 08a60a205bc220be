import { isDeepStrictEqual } from "node:util";
import { compile, type Decision, evaluate, explain, type Finding, parsePolicy, settle, visible } from "@portcullis/policy";
import type { GoldenCase } from "./read-cases.ts";

export type Difference = { field: string; expected: unknown; actual: unknown };

/** What became of a case: passed, decided otherwise, or not decided because its policy is not one. */
export type Verdict =
  | { status: "passed" }
  | { status: "failed"; differences: Difference[]; explanation: string }
  | { status: "error"; findings: Finding[] };

/** Decides the call of a case, approvals and limits included, and compares what the case states; the rest is not compared. */
export function judgeCase({ policyText, tools, call, state, expect }: GoldenCase): Verdict {
  const parsed = parsePolicy(policyText);
  if (!parsed.ok) return { status: "error", findings: parsed.findings };
  const compiled = compile(parsed.policy, tools);
  const decision = settle(evaluate(compiled, call), state);
  const actual: Record<string, unknown> = { ...decision, ...(call.kind === "tool" ? { visible: visible(compiled, call.name) } : {}) };
  const differences = Object.entries(expect)
    .map(([field, expected]) => ({ field, expected, actual: comparable(actual[field], expected) }))
    .filter((one) => !isDeepStrictEqual(one.actual, one.expected));
  if (differences.length === 0) return { status: "passed" };
  return { status: "failed", differences, explanation: explain(decision as Decision, parsed.policy) };
}

// Of objects only the fields that the case states, at each place of a list.
const comparable = (actual: unknown, expected: unknown): unknown => {
  if (Array.isArray(actual) && Array.isArray(expected)) return actual.map((one, index) => comparable(one, expected[index]));
  if (!isRecord(actual) || !isRecord(expected)) return actual;
  return Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name]]));
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
