import { expect, test } from "vitest";
import { compile, diff, evaluate, explain, nodeOf, Policy, policyJsonSchema } from "./index.ts";
import { readSchema } from "./schema/validator.ts";

const policy = Policy.parse({
  version: "1",
  default: "deny",
  list: "callable",
  tools: {
    pay: {
      deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 100 }], on_deny: "Too much." }],
      limits: [{ counter: "pays", window: "day", max: 5 }],
    },
  },
});
const tools = [{ name: "pay" }, { name: "refund" }];
const decided = (of: Policy, name: string, args: unknown) =>
  explain(evaluate(compile(of, tools), { kind: "tool", name, arguments: nodeOf(args) }), of);

test("explain says what, why and by which rule", () => {
  expect(decided(policy, "pay", { amount: "500" })).toBe(
    'The call is refused: a rule that must not match matches, or cannot be told not to match. The rule is /tools/pay/deny_if/0: {"conditions":[{"path":"args.amount","op":"gt","value":100}],"on_deny":"Too much."}. The agent is told: "Too much."',
  );
  expect(decided(policy, "pay", { amount: 5 })).toContain("The call is allowed: nothing in the policy refuses it. The rule is /tools/pay:");
  expect(decided(policy, "pay", { amount: 5 })).toContain('It takes 1 of 5 from "pays".');
  expect(decided({ ...policy, mode: "observe" }, "refund", {})).toMatch(
    /^The policy only observes, so the call passes; enforced, it would be refused: no entry names the tool/,
  );
});

test("explain says who could approve a call that is held", () => {
  const asking = Policy.parse({
    version: "1",
    default: "deny",
    tools: { pay: { action: "require_approval" } },
    approval: { min_approvals: 2, approvers: ["owner", "admin"], expires_after: "1h" },
  });
  expect(decided(asking, "pay", {})).toContain(
    "The call is held: a person has to approve it first. It may run once 2 people (owner or admin) have approved it, within 1 hour.",
  );
});

test("diff says which calls are decided otherwise, not which lines changed", () => {
  expect(diff(policy, Policy.parse({ ...policy, tools: { ...policy.tools } }), tools)).toEqual({ listed: [], calls: [] });
  const wider = Policy.parse({
    ...policy,
    tools: { pay: { ...policy.tools?.pay, deny_if: [{ conditions: [{ path: "args.amount", op: "gt", value: 200 }] }] }, refund: {} },
  });
  const { listed, calls } = diff(policy, wider, tools);
  expect(listed).toEqual([{ tool: "refund", before: false, after: true }]);
  expect(calls.map(({ call, before, after }) => [call.name, before.reason, after.reason])).toEqual(
    expect.arrayContaining([
      ["refund", "default_deny", "allowed"],
      ["pay", "deny_if_matched", "allowed"],
    ]),
  );
});

test("the JSON Schema takes what the engine takes and refuses unknown fields", () => {
  const judge = readSchema(policyJsonSchema());
  const takes = (value: unknown) => typeof judge === "function" && judge(nodeOf(value));
  expect(takes(JSON.parse(JSON.stringify(policy)))).toBe(true);
  expect(takes({ version: "1", default: "deny", tols: {} })).toBe(false);
  expect(takes({ version: "2", default: "deny" })).toBe(false);
  expect(
    takes({ version: "1", default: "deny", tools: { a: { require: [{ conditions: [{ path: "args.x", op: "gt", value: "5" }] }] } } }),
  ).toBe(false);
  expect(
    takes({
      version: "1",
      default: "deny",
      tools: { a: { require: [{ conditions: [{ not: { any: [{ path: "args.x", op: "exists", value: true }] } }] }] } },
    }),
  ).toBe(true);
});
