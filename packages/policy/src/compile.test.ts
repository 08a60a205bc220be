import { expect, test } from "vitest";
import { defaultMessages, noPolicy } from "./decision.ts";
import { compile, evaluate, type Policy, type PolicyError, type ToolFacts } from "./index.ts";
import { nodeOf } from "./json/node.ts";
import { nameLengthMax } from "./work.ts";

const policy = (fields: object): Policy => ({ version: "1", default: "deny", ...fields }) as Policy;
const decide = (fields: object, name: string, tools: ToolFacts[] = [{ name }]) =>
  evaluate(compile(policy(fields), tools), { kind: "tool", name, arguments: nodeOf({}) });

test("a name that no tool may have is selected by nothing, whatever the globs say", () => {
  const longest = "x".repeat(nameLengthMax);
  expect(decide({ tools: { "*": {} } }, longest)).toMatchObject({ effect: "allow", rule: "/tools/*" });
  expect(decide({ tools: { "*": {} } }, `${longest}x`)).toMatchObject({ effect: "deny", reason: "tool_not_accepted", rule: "" });
  expect(decide({ hide: ["x*"] }, `${longest}x`, [])).toMatchObject({ effect: "deny", reason: "tool_not_accepted" });
});

test("a document whose entries multiply with the tools is refused with a finding, and no half of it is used", () => {
  const names = Array.from({ length: 2_000 }, (_, at) => `tool_${at}`);
  const limits = Array.from({ length: 20 }, (_, at) => ({ counter: `c${at}`, window: "day", max: 1 }));
  const globs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`${"*".repeat(at + 1)}`, { limits }]));
  const tools = names.map((name) => ({ name }));
  expect(() => compile(policy({ tools: globs(2) }), tools)).not.toThrow();
  try {
    compile(policy({ tools: globs(20) }), tools);
    expect.unreachable();
  } catch (error) {
    expect((error as PolicyError).findings).toMatchObject([{ severity: "error", code: "too_complex", pointer: "/tools" }]);
  }
});

test("every reason has a sentence of its own for the agent", () => {
  const sentences = Object.values(defaultMessages);
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{20,}\.$/);
  expect(noPolicy).toMatchObject({ effect: "deny", reason: "no_policy", rule: "", message: defaultMessages.no_policy });
});

test("what a server may ask for follows the default where nothing is said, and observing withholds nothing", () => {
  const requests = (fields: object) => [...compile(policy(fields), []).serverRequests].sort();
  expect(requests({})).toEqual([]);
  expect(requests({ default: "allow" }).length).toBeGreaterThan(2);
  expect(requests({ mode: "observe" })).toEqual(requests({ default: "allow" }));
  expect(requests({ server_requests: ["elicitation"] })).toEqual(["elicitation"]);
});
