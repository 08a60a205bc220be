import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  compile,
  type Decision,
  evaluate,
  lint,
  nodeOf,
  parsePolicy,
  policyJsonSchema,
  printPolicy,
  settle,
  type ToolFacts,
  visible,
} from "./index.ts";
import { readSchema } from "./schema/validator.ts";

/** Documents as PolicyLayer's language writes them (the fields and operators that policy-language.md names), and what they answer. */
type Sample = {
  policy: object;
  tools: ToolFacts[];
  calls: {
    call: { tool: string; arguments?: unknown };
    facts?: { used: Record<string, number | string> };
    expect: { effect: string; reason: string; rule: string; message?: string; reservations?: object[]; visible?: boolean };
  }[];
};

const folder = new URL("../policylayer/", import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Sample] as const);
const isPublished = readSchema(policyJsonSchema());

describe.each(samples)("%s", (_, { policy, tools, calls }) => {
  const text = JSON.stringify(policy);

  test("is accepted as it stands, with the server's tools and without", () => {
    const errors = [...lint(text), ...lint(text, { tools })].filter(({ severity }) => severity === "error");
    expect(errors).toEqual([]);
    expect(typeof isPublished === "function" && isPublished(nodeOf(policy))).toBe(true);
  });

  test("is kept unchanged: every field and the order of entries, shorthands as they stand", () => {
    const printed = printPolicy(read(text));
    const again = JSON.parse(printed) as { tools: object };
    expect(again).toEqual(policy);
    expect(Object.keys(again.tools)).toEqual(Object.keys((policy as { tools: object }).tools));
    expect(printPolicy(read(printed))).toBe(printed);
  });

  test.each(calls)("answers $call as $expect.reason", ({ call, facts, expect: stated }) => {
    const compiled = compile(read(text), tools);
    const args = call.arguments === undefined ? {} : { arguments: nodeOf(call.arguments) };
    const pure = evaluate(compiled, { kind: "tool", name: call.tool, ...args });
    const decision = settle(pure, { used: facts?.used ?? {} });
    const { reservations, visible: listed, ...rest } = stated;
    expect(decision).toMatchObject(rest);
    if (reservations) expect(reservationsLike(decision, reservations)).toEqual(reservations);
    if (listed !== undefined) expect(visible(compiled, call.tool)).toBe(listed);
  });
});

test("the corpus has sixty documents and uses all of the eleven operators, limits, shorthands and hide", () => {
  expect(samples).toHaveLength(60);
  const all = JSON.stringify(samples.map(([, { policy }]) => policy));
  const operators = [...all.matchAll(/"op":"(\w+)"/g)].map(([, operator]) => operator);
  const eleven = ["contains", "eq", "exists", "gt", "gte", "in", "lt", "lte", "neq", "not_in", "regex"];
  expect([...new Set(operators)].sort()).toEqual(eleven);
  for (const field of ["increment_from", "rate_limit", "action", "reason", "hide", "all_tools", "on_deny"]) {
    expect(all).toContain(`"${field}":`);
  }
});

const read = (text: string) => {
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.policy;
};

const reservationsLike = ({ reservations }: Decision, stated: object[]): object[] =>
  reservations.map((one, index) => Object.fromEntries(Object.keys(stated[index] ?? one).map((key) => [key, one[key as keyof typeof one]])));
