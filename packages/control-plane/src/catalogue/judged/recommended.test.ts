import { readdirSync, readFileSync } from "node:fs";
import {
  type Category,
  type Choice,
  categoryOrder,
  classify,
  type RecommendedTool,
  recommend,
  recommendPolicy,
  type ToolDefinition,
} from "@portcullis/catalogue";
import { compile, evaluate, lint, nodeOf, type Policy, parsePolicy, settle, visible } from "@portcullis/policy";
import { describe, expect, test } from "vitest";

const folder = new URL("../../../../catalogue/data/", import.meta.url);
const servers = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { slug: string; name: string; tools: ToolDefinition[] });

const choices: Choice[] = [{}, { destructive: "approval", financial: "deny" }];

test("the policy for zabbix_logout is the one of its page, letter for letter", () => {
  const tool: RecommendedTool = {
    name: "zabbix_logout",
    category: "execute",
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
  };
  expect(JSON.stringify(recommendPolicy([tool], { form: "tools" }).document)).toBe(
    JSON.stringify({
      version: "1",
      default: "deny",
      tools: { zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] } },
    }),
  );
});

describe("the rule of each category", () => {
  const withArguments = { type: "object", properties: { id: { type: "string" } } };
  const rule = (category: Category, choice: Choice = {}, inputSchema: unknown = withArguments) => {
    const { entry, hide } = recommend({ name: "t", category, inputSchema }, choice);
    return { entry, hide };
  };
  const limited = (max: number) => ({ limits: [{ counter: "t_rate", window: "minute", max, scope: "grant" }] });
  test("as the issue says", () => {
    expect(rule("read")).toEqual({ entry: {}, hide: false });
    expect(rule("write")).toEqual({ entry: limited(30), hide: false });
    expect(rule("execute")).toEqual({ entry: { validate_arguments: true, ...limited(10) }, hide: false });
    expect(rule("execute", {}, { type: "object", properties: {} })).toEqual({ entry: limited(10), hide: false });
    expect(rule("destructive")).toEqual({ entry: null, hide: true });
    expect(rule("destructive", { destructive: "approval" }).entry).toEqual({ action: "require_approval" });
    expect(rule("financial").entry).toEqual({ action: "require_approval" });
    expect(rule("financial", { financial: "deny" }).entry).toMatchObject({ action: "deny", reason: expect.stringContaining("approve") });
    expect(rule("unclassified")).toEqual({ entry: limited(60), hide: false });
  });
});

describe.each(servers)("$slug", ({ name, tools }) => {
  const names = tools.map((tool) => tool.name);
  const classified: RecommendedTool[] = tools.map((tool) => ({
    name: tool.name,
    category: classify(tool, { name, tools: names }).category,
    inputSchema: tool.inputSchema,
  }));

  test.each(["categories", "tools"] as const)("the whole policy by %s publishes, and does what its sentence says", (form) => {
    for (const choice of choices) {
      const { document, effect } = recommendPolicy(classified, { ...choice, form });
      const policy = publishable(document, classified);
      for (const tool of classified) expectRuled(policy, classified, tool, choice);
      for (const category of categoryOrder) {
        const count = classified.filter((tool) => tool.category === category).length;
        if (count > 0 && (form === "categories" || tools.length > 1))
          expect(effect).toContain(`${count} ${count === 1 ? "tool" : "tools"}`);
      }
      const stranger = evaluate(compile(policy, classified), { kind: "tool", name: "a_tool_that_comes_later", arguments: nodeOf({}) });
      // A tool that nobody has classified falls under the rule for such tools, where there is one.
      const ruled = form === "categories" && classified.some(({ category }) => category === "unclassified");
      expect(stranger.effect).toBe(ruled ? "allow" : "deny");
    }
  });

  test("the policy for each tool alone publishes, and does what its sentence says", () => {
    for (const tool of classified) {
      for (const choice of choices) {
        const { document, effect } = recommendPolicy([tool], { ...choice, form: "tools" });
        const policy = publishable(document, classified);
        expectRuled(policy, classified, tool, choice);
        expect(effect).toContain("Everything else on the server is denied.");
        const other = classified.find((one) => one.name !== tool.name);
        if (other)
          expect(evaluate(compile(policy, classified), { kind: "tool", name: other.name, arguments: nodeOf({}) }).reason).toBe(
            "default_deny",
          );
      }
    }
  });
});

function publishable(document: object, tools: readonly RecommendedTool[]): Policy {
  const text = JSON.stringify(document);
  expect(lint(text, { tools }).filter(({ severity }) => severity === "error")).toEqual([]);
  const parsed = parsePolicy(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.policy;
}

/** What the effect sentence of the tool's category claims, asked of the engine. */
function expectRuled(policy: Policy, tools: readonly RecommendedTool[], tool: RecommendedTool, choice: Choice): void {
  // Under such a schema any arguments will do: whether they satisfy the real one is asked apart.
  const compiled = compile(
    policy,
    tools.map((one) => ({ ...one, inputSchema: { type: "object" } })),
  );
  const decision = evaluate(compiled, { kind: "tool", name: tool.name, arguments: nodeOf({}) });
  const [taken] = decision.reservations;
  const refusedAt = (max: number) => settle(decision, { used: { [taken?.counter ?? ""]: max } }).reason;
  switch (tool.category) {
    case "read":
      expect({ effect: decision.effect, reservations: decision.reservations }).toEqual({ effect: "allow", reservations: [] });
      return;
    case "write":
    case "execute":
    case "unclassified": {
      const max = { write: 30, execute: 10, unclassified: 60 }[tool.category];
      expect(taken).toMatchObject({ max: String(max), amount: "1", window: "minute", scope: "grant" });
      expect([refusedAt(max - 1), refusedAt(max)]).toEqual(["allowed", "limit_exceeded"]);
      return;
    }
    case "destructive":
      if (choice.destructive === "approval") expect(decision.reason).toBe("approval_required");
      else expect([decision.reason, visible(compiled, tool.name)]).toEqual(["hidden", false]);
      return;
    case "financial":
      expect(decision.reason).toBe(choice.financial === "deny" ? "denied" : "approval_required");
  }
}

test("arguments are validated where the sentence says so", () => {
  const tool: RecommendedTool = {
    name: "run",
    category: "execute",
    inputSchema: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] },
  };
  for (const form of ["categories", "tools"] as const) {
    const { document, effect } = recommendPolicy([tool], { form });
    expect(effect).toMatch(/arguments/i);
    const compiled = compile(publishable(document, [tool]), [tool]);
    const reason = (id: unknown) => evaluate(compiled, { kind: "tool", name: "run", arguments: nodeOf({ id }) }).reason;
    expect([reason(1), reason("one")]).toEqual(["allowed", "invalid_arguments"]);
  }
});

test("names that a policy cannot spell stay denied, and nothing breaks", () => {
  const odd: RecommendedTool[] = ["@read", "all*", "__proto__", "constructor", "", "x".repeat(500), 'say "hi"'].map((name) => ({
    name,
    category: "read",
  }));
  const { document } = recommendPolicy(odd, { form: "tools" });
  const policy = publishable(
    document,
    odd.filter(({ name }) => name !== ""),
  );
  expect(new Set(Object.keys(policy.tools ?? {}))).toEqual(new Set(["constructor", 'say "hi"']));
});
