import { compile, evaluate, type Policy, parsePolicy } from "@portcullis/policy";
import { expect, test } from "vitest";
import { suggestedPatch } from "./suggested-patch.ts";

const tools = [
  { name: "pay", category: "financial" as const },
  { name: "refund", category: "financial" as const },
];
const grant = { label: "agent", tags: [] };
const over = [{ path: "args.a", op: "gt", value: 5 }];

const policyOf = (entries: object): Policy => {
  const parsed = parsePolicy(JSON.stringify({ version: "1", default: "deny", tools: entries }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.policy;
};

/** As far as suggestions need RFC 6902. */
function patched(policy: Policy, patch: NonNullable<ReturnType<typeof suggestedPatch>>): Policy {
  const document = structuredClone(policy) as unknown as Record<string, unknown>;
  for (const operation of patch) {
    const parts = operation.path.split("/").slice(1);
    const last = parts.pop() as string;
    const holder = parts.reduce((at, part) => at[part.replaceAll("~1", "/").replaceAll("~0", "~")] as Record<string, unknown>, document);
    if (operation.op === "remove") delete holder[last];
    else if (operation.op !== "move") holder[last] = operation.value;
  }
  return document as unknown as Policy;
}

const answers = (policy: Policy) =>
  ["pay", "refund"].flatMap((name) =>
    ["agent", "other"].map((label) => {
      const args = { kind: "object" as const, members: new Map([["a", { kind: "number" as const, text: "9" }]]) };
      const { reason } = evaluate(compile(policy, tools), { kind: "tool", name, arguments: args, facts: { grant: { label, tags: [] } } });
      return `${name} ${label} ${reason}`;
    }),
  );

test.each([
  ["an entry of its own", { pay: { action: "require_approval" }, refund: { action: "require_approval" } }],
  ["a category", { "@financial": { action: "require_approval", approval: { min_approvals: 2 } } }],
  ["a glob and a category", { "*": { action: "require_approval" }, "@financial": { action: "require_approval" } }],
  ["a condition", { "*": { approval: { when: over } } }],
  ["both", { "*": { action: "require_approval", approval: { when: over } }, pay: { approval: { when: over } } }],
])("held by %s: this tool runs for this grant, and nothing else that did not", (_, entries) => {
  const policy = policyOf(entries);
  expect(answers(policy)).toEqual(answers(policy).map((answer) => answer.replace(/\S+$/, "approval_required")));
  const patch = suggestedPatch(policy, tools, { tool: "pay", arguments: undefined, grant });
  expect(answers(patched(policy, patch ?? []))).toEqual([
    "pay agent allowed",
    "pay other approval_required",
    "refund agent approval_required",
    "refund other approval_required",
  ]);
});

test("what is held by nothing any more, refused, or gone has no suggestion", () => {
  const of = (entries: object) => suggestedPatch(policyOf(entries), tools, { tool: "pay", arguments: undefined, grant });
  expect(of({ pay: {} })).toBeUndefined();
  expect(of({ pay: { action: "require_approval" }, "*": { action: "deny" } })).toBeUndefined();
  expect(
    suggestedPatch(policyOf({ "*": { action: "require_approval" } }), [], { tool: "pay", arguments: undefined, grant }),
  ).toBeUndefined();
});
