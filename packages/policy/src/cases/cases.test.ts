import { expect, test } from "vitest";
import { goldenCases, goldenFiles } from "../../decisions/golden.ts";
import { compile } from "../compile.ts";
import { parsePolicy } from "../parse-policy.ts";
import { judgeCase } from "./judge-case.ts";
import { readPolicyCase } from "./policy-case.ts";

test.each(goldenFiles)("every case of %s passes, and fails with another effect", (file) => {
  for (const { policy, policyText, tools, ...one } of goldenCases(file)) {
    const parsed = parsePolicy(policyText ?? JSON.stringify(policy));
    const read = readPolicyCase(JSON.stringify(one));
    if (!parsed.ok || !read.ok) throw new Error(`${one.name}: ${JSON.stringify(read)}`);
    const compiled = compile(parsed.policy, tools ?? []);
    expect(judgeCase(read.case, compiled).differences, one.name).toEqual([]);
    const wrong = {
      ...read.case,
      expect: { ...read.case.expect, effect: one.expect.effect === "allow" ? ("deny" as const) : ("allow" as const) },
    };
    expect(
      judgeCase(wrong, compiled).differences.map(({ field }) => field),
      one.name,
    ).toEqual(["effect"]);
  }
});

const good = { name: "a", call: { tool: "t", arguments: {} }, expect: { effect: "allow" } };
test.each([
  [{ ...good, name: "" }, "A name is not empty. (name)"],
  [{ ...good, call: undefined }, 'A case has a "call" or a "callText".'],
  [{ ...good, call: { tool: "t", args: {} } }, "A call names a tool with its arguments, a prompt, or a resource."],
  [{ ...good, expect: { effect: "alow" } }, 'The expected effect is "allow" or "deny". (expect.effect)'],
  [{ ...good, facts: { time: "noon" } }, 'A time is written as "2026-03-01T09:30:00Z". (facts.time)'],
])("%j is no case", (written, problem) => expect(readPolicyCase(JSON.stringify(written))).toEqual({ ok: false, problem }));

test("a number is judged as it is spelled", () => {
  const policy = parsePolicy(
    '{ "version": "1", "default": "deny", "tools": { "t": { "deny_if": [{ "conditions": [{ "path": "args.n", "op": "gt", "value": 5 }] }] } } }',
  );
  const read = readPolicyCase(
    '{ "name": "n", "call": { "tool": "t", "arguments": { "n": 1.00000000000000000001 } }, "expect": { "effect": "deny" } }',
  );
  if (!policy.ok || !read.ok) throw new Error("unreadable");
  expect(judgeCase(read.case, compile(policy.policy, [])).differences).toEqual([]);
});
