import type { CompiledPolicy } from "../compile.ts";
import type { Decision } from "../decision.ts";
import { evaluate, visible } from "../evaluate.ts";
import { nodeOf } from "../json/node.ts";
import { settle } from "../settle.ts";
import type { PolicyCase } from "./policy-case.ts";

/** A field of a case's expectation that the policy answers otherwise. */
export type CaseDifference = { field: string; expected: unknown; actual: unknown };

/** Decides the call of a case, approvals and limits included, and compares what the case states. No difference: it passed. */
export function judgeCase(
  { request, state, expect }: PolicyCase,
  compiled: CompiledPolicy,
): { decision: Decision; differences: CaseDifference[] } {
  const decision = settle(evaluate(compiled, request), state);
  const actual: Record<string, unknown> = { ...decision, ...(request.kind === "tool" && { visible: visible(compiled, request.name) }) };
  const differences = Object.entries(expect)
    .filter(([, expected]) => expected !== undefined)
    .map(([field, expected]) => ({ field, expected, actual: comparable(actual[field], expected) }))
    .filter((one) => textOf(one.actual) !== textOf(one.expected));
  return { decision, differences };
}

/** Of objects only the fields that the case states, at each place of a list. */
const comparable = (actual: unknown, expected: unknown): unknown => {
  if (Array.isArray(actual) && Array.isArray(expected)) return actual.map((one, index) => comparable(one, expected[index]));
  if (!isRecord(actual) || !isRecord(expected)) return actual;
  return Object.fromEntries(Object.keys(expected).map((name) => [name, actual[name]]));
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Both sides have their names in the order of the expectation; so one text is one value. */
const textOf = (value: unknown): string =>
  value === undefined ? "" : JSON.stringify(nodeOf(value), (_, inner) => (inner instanceof Map ? [...inner] : inner));
