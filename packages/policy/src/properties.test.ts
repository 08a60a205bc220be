import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, evaluate, type JsonNode, Policy, parsePolicy, printPolicy, type ToolFacts } from "./index.ts";

const runs = 500;
const names = ["a", "b", "get_a", "get_b", "7", "constructor"];
const selectors = [...names, "*", "get_*", "*_a", "@read", "@destructive", "@unclassified"];
const members = ["x", "y", "X", "items", "n"];

const scalar = fc.oneof(
  fc.constantFrom("", "v", "w", "V", "\u0000", "\ud800", "5"),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.boolean(),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.constant(null),
    fc.array(tie("any"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...members), tie("any")),
  ),
})).any;
const path = fc.constantFrom(
  "args.x",
  "args.y",
  "args.items[*]",
  "args.items[*].x",
  "args.items[0]",
  "args.x.y",
  "tool.name",
  "grant.label",
  "time.hour",
  "client.name",
);
const notNull = value.map(asPolicyValue).filter((one) => one !== null);
const comparison = fc.oneof(
  fc.record({ path, op: fc.constantFrom("eq", "neq", "contains", "not_contains"), value: notNull }),
  fc.record({ path, op: fc.constantFrom("lt", "lte", "gt", "gte"), value: fc.integer({ min: -2, max: 2 }) }),
  fc.record({ path, op: fc.constantFrom("in", "not_in"), value: fc.array(notNull, { minLength: 1, maxLength: 3 }) }),
  fc.record({ path, op: fc.constant("exists"), value: fc.boolean() }),
  fc.record({ path, op: fc.constantFrom("starts_with", "ends_with"), value: fc.constantFrom("v", "", "get_") }),
  fc.record({ path, op: fc.constantFrom("regex", "not_regex"), value: fc.constantFrom("v", "^$", "[a-w]+") }),
  fc.record({ path, op: fc.constantFrom("length_lte", "length_gte"), value: fc.nat(2) }),
);
const condition = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    comparison,
    fc.record({ not: tie("any") }),
    fc.record({ any: fc.array(tie("any"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ all: fc.array(tie("any"), { minLength: 1, maxLength: 2 }) }),
  ),
})).any;
const rule = fc.record({ conditions: fc.array(condition, { maxLength: 2 }) });
const optional = { requiredKeys: [] as [] };
const limit = fc.oneof(
  fc.record({ counter: fc.constantFrom("c", "d"), window: fc.constant("day"), max: fc.constant(2) }),
  fc.record({
    counter: fc.constant("spend"),
    window: fc.constant("day"),
    max: fc.constant(2),
    amount: fc.constantFrom("args.x", "args.n"),
  }),
);
const holder = {
  require: fc.array(rule, { maxLength: 2 }),
  deny_if: fc.array(rule, { maxLength: 2 }),
  limits: fc.array(limit, { maxLength: 2 }),
};
const entry = fc.record(
  {
    ...holder,
    action: fc.constantFrom("allow", "deny", "require_approval"),
    approval: fc.record({ when: fc.array(condition, { minLength: 1, maxLength: 1 }) }),
  },
  optional,
);
const policies = fc
  .record(
    {
      version: fc.constant("1"),
      default: fc.constantFrom("deny", "allow"),
      list: fc.constantFrom("all", "callable"),
      hide: fc.array(fc.constantFrom(...selectors), { maxLength: 2 }),
      all_tools: fc.record(holder, optional),
      tools: fc.dictionary(fc.constantFrom(...selectors), entry, { maxKeys: 4 }),
    },
    { requiredKeys: ["version", "default", "tools"] },
  )
  .map((document) => Policy.parse(document));
const tools: ToolFacts[] = [
  { name: "a", category: "read" },
  { name: "b", category: "destructive" },
  { name: "get_a", category: "read", accepted: false },
  { name: "get_b" },
];
describe("documents", () => {
  test("what is printed reads back as the same policy", () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const printed = printPolicy(policy);
        const parsed = parsePolicy(printed);
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
        expect(parsed.policy).toEqual(policy);
        expect(printPolicy(parsed.policy)).toBe(printed);
      }),
      { numRuns: runs },
    );
  });
});

const anyNode: fc.Arbitrary<JsonNode> = fc.letrec<{ node: JsonNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: "medium" },
    fc.record({ kind: fc.constant("string" as const), value: fc.string({ unit: "binary" }) }),
    fc.record({
      kind: fc.constant("number" as const),
      text: fc.oneof(fc.double().map(String), fc.bigInt().map(String), fc.constantFrom("-0", "1e400", "1e-400", "0e99999", "x", "")),
    }),
    fc.record({ kind: fc.constant("boolean" as const), value: fc.boolean() }),
    fc.constant({ kind: "null" as const }),
    fc.record({ kind: fc.constant("array" as const), items: fc.array(tie("node")) }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...members, "__proto__"), fc.string()), tie("node")))
      .map((pairs) => ({ kind: "object" as const, members: new Map(pairs) })),
  ),
})).node;

test("hostile arguments are decided, never thrown at", () => {
  fc.assert(
    fc.property(policies, anyNode, fc.constantFrom(...names, "__proto__"), (policy, args, name) => {
      const decision = evaluate(compile(policy, tools), { kind: "tool", name, arguments: args });
      expect(decision.reason).not.toBe("engine_error");
    }),
    { numRuns: runs },
  );
});

test("texts of every kind are read or refused, never thrown at", () => {
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    policies.map(printPolicy).chain((text) => fc.nat(text.length).map((at) => `${text.slice(0, at)}${text.slice(at + 1)}`)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parsePolicy(text);
      if (parsed.ok) expect(() => compile(parsed.policy, tools)).not.toThrow();
      else expect(parsed.findings.length).toBeGreaterThan(0);
    }),
    { numRuns: runs },
  );
});

/** What a document can say: no undefined, and only numbers that every reader orders alike. */
function asPolicyValue(one: unknown): unknown {
  const text = JSON.stringify(one);
  return text === undefined
    ? null
    : JSON.parse(text, (_, part) => (typeof part === "number" && Math.abs(part) > Number.MAX_SAFE_INTEGER ? 0 : part));
}
