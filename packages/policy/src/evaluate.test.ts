import { expect, test } from "vitest";
import {
  allowsServerRequest,
  compile,
  evaluate,
  type JsonNode,
  nodeOf,
  Policy,
  PolicyError,
  type PolicyRequest,
  visible,
} from "./index.ts";

const policy = (fields: object) => Policy.parse({ version: "1", default: "deny", ...fields });
const kinds = ["elicitation", "sampling", "roots"] as const;

test("what a server may ask of a client", () => {
  const allowed = (fields: object) => kinds.filter((kind) => allowsServerRequest(compile(policy(fields), []), kind));
  expect(allowed({})).toEqual([]);
  expect(allowed({ default: "allow" })).toEqual([...kinds]);
  expect(allowed({ default: "allow", server_requests: [] })).toEqual([]);
  expect(allowed({ server_requests: ["elicitation"] })).toEqual(["elicitation"]);
  expect(allowed({ mode: "observe", server_requests: [] })).toEqual([...kinds]);
});

test("a fault of the engine refuses", () => {
  const compiled = compile(
    policy({ default: "allow", tools: { t: { deny_if: [{ conditions: [{ path: "args.a", op: "eq", value: 1 }] }] } } }),
    [],
  );
  const broken = { kind: "object", members: undefined } as unknown as JsonNode;
  expect(evaluate(compiled, { kind: "tool", name: "t", arguments: broken })).toMatchObject({
    effect: "deny",
    reason: "engine_error",
    rule: "",
  });
  expect(evaluate(compiled, { kind: "other" } as unknown as PolicyRequest)).toMatchObject({ effect: "deny", reason: "engine_error" });
});

test("compile refuses what is wrong with the document, and what parsing would have refused", () => {
  const wrong = [
    { tools: { "@reed": {} } },
    { tools: { a: { limits: [{ counter: "c", window: "day", max: 0.5 }] } } },
    { tools: { a: { require: [{ conditions: [{ path: "arg.x", op: "eq", value: 1 }] }] } } },
    { tols: {} },
  ];
  for (const fields of wrong) expect(() => compile({ version: "1", default: "deny", ...fields } as Policy, [])).toThrow(PolicyError);
  // A tool that the server does not have is lint's to find.
  expect(() => compile(policy({ tools: { nowhere: {} } }), [])).not.toThrow();
});

test("a decision is never changed by who asks for it", () => {
  const compiled = compile(policy({ tools: { a: { limits: [{ counter: "c", window: "day", max: 5 }] } } }), [{ name: "a" }]);
  const decision = evaluate(compiled, { kind: "tool", name: "a" });
  expect(() => Object.assign(decision, { effect: "deny" })).toThrow(TypeError);
  expect(() => (decision.reservations as unknown[]).pop()).toThrow(TypeError);
});

test("tools that the compile step never saw are judged by the selectors, as often as they are called", () => {
  const compiled = compile(policy({ default: "allow", list: "callable", tools: { "x*": { action: "deny" } } }), [{ name: "a" }]);
  for (let times = 0; times < 3; times++) {
    expect(evaluate(compiled, { kind: "tool", name: "xyz" }).reason).toBe("denied");
    expect(visible(compiled, "xyz")).toBe(false);
    expect(evaluate(compiled, { kind: "tool", name: "yz" }).reason).toBe("allowed");
  }
});

test("values over 64 KiB, and long values for large patterns, cannot tell and do not stall", () => {
  const asked = (pattern: string, text: string) => {
    const compiled = compile(
      policy({ tools: { t: { require: [{ conditions: [{ path: "args.x", op: "regex", value: pattern }] }] } } }),
      [],
    );
    return evaluate(compiled, { kind: "tool", name: "t", arguments: nodeOf({ x: text }) }).effect;
  };
  expect(asked("b$", `${"a".repeat(65_535)}b`)).toBe("allow");
  expect(asked("b$", `${"a".repeat(65_536)}b`)).toBe("deny");
  expect(asked("b$", `${"é".repeat(32_767)}b`)).toBe("allow");
  expect(asked("b$", `${"é".repeat(32_768)}b`)).toBe("deny");
  expect(asked("(\\pL{0,1000})$", "a".repeat(500))).toBe("allow");
  expect(asked("(\\pL{0,1000})$", "a".repeat(60_000))).toBe("deny");
});
