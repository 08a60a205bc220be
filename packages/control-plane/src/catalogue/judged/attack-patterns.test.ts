import { attackPatterns, categoryOrder, findAttack } from "@portcullis/catalogue";
import { compile, evaluate, explain, lint, nodeOf, parsePolicy, settle, visible } from "@portcullis/policy";
import { describe, expect, test } from "vitest";

test("there are at least twelve, each with a path of its own", () => {
  expect(attackPatterns.length).toBeGreaterThanOrEqual(12);
  expect(new Set(attackPatterns.map(({ slug }) => slug)).size).toBe(attackPatterns.length);
  expect(findAttack("rug-pull")?.name).toBe("Rug pull");
  expect(findAttack("nothing")).toBeUndefined();
});

test("every category that a tool can have is exposed to some of them", () => {
  for (const category of categoryOrder) expect(attackPatterns.some(({ exposes }) => exposes.includes(category))).toBe(true);
});

describe.each(attackPatterns)("$slug", ({ slug, policy, demonstration, exposes, why, case: found, how, defence }) => {
  const { tools, call, facts, expect: expected } = demonstration;
  const parsed = parsePolicy(JSON.stringify(policy));
  const compiled = parsed.ok ? compile(parsed.policy, tools) : undefined;
  const decide = (used: Record<string, number | string>) => {
    const now = facts?.time === undefined ? undefined : Date.parse(facts.time);
    const decision = evaluate(compiled!, {
      kind: "tool",
      name: call.tool,
      arguments: nodeOf(call.arguments ?? {}),
      facts: { grant: facts?.grant, client: facts?.client, now },
    });
    return settle(decision, { used, approved: facts?.approved });
  };

  test("its policy has no errors on the demonstration’s tools", () => {
    expect(parsed.ok).toBe(true);
    expect(lint(JSON.stringify(policy), { tools }).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  test("its rule stops the call, as the demonstration says", () => {
    const decision = decide(facts?.used ?? {});
    expect({ effect: decision.effect, reason: decision.reason, rule: decision.rule }).toEqual({
      effect: expected.effect,
      reason: expected.reason,
      rule: expected.rule,
    });
    if (expected.visible !== undefined) expect(visible(compiled!, call.tool)).toBe(expected.visible);
    expect(parsed.ok && explain(decision, parsed.policy)).toBeTruthy();
  });

  test("without the rule the call would have gone through", () => {
    const open = parsePolicy(JSON.stringify({ version: "1", default: "deny", tools: { [call.tool]: {} } }));
    if (!open.ok) throw new Error(slug);
    const unruled = evaluate(
      compile(
        open.policy,
        tools.map((tool) => ({ ...tool, accepted: true })),
      ),
      { kind: "tool", name: call.tool, arguments: nodeOf(call.arguments ?? {}) },
    );
    expect(unruled.effect).toBe("allow");
  });

  test("it tells for every exposed category why, and names a source", () => {
    expect(new Set(Object.keys(why))).toEqual(new Set(exposes));
    expect(new URL(found.source).protocol).toBe("https:");
    expect(how.length * defence.length).toBeGreaterThan(0);
    expect(found.date).toMatch(/^20\d\d(?:-\d\d){0,2}$/);
  });
});
