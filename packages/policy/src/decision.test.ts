import { expect, test } from "vitest";
import { compile, defaultMessages, engineError, evaluate, limitMessage, noPolicy, Policy, type Reservation } from "./index.ts";

test("every reason has a sentence for the agent", () => {
  for (const [reason, message] of Object.entries(defaultMessages)) expect(message, reason).toMatch(/^[A-Z].{20,}\.$/);
  expect(new Set(Object.values(defaultMessages)).size).toBe(Object.keys(defaultMessages).length);
});

test("where no policy decides, the answer is no", () => {
  const refused = { effect: "deny", rule: "", hidden: false, reservations: [] };
  expect(noPolicy).toEqual({ ...refused, reason: "no_policy", message: defaultMessages.no_policy });
  expect(engineError).toEqual({ ...refused, reason: "engine_error", message: defaultMessages.engine_error });
});

test.each<[Pick<Reservation, "max" | "unit" | "window" | "message">, number | undefined, string]>([
  [{ max: "1", unit: "calls", window: "day" }, undefined, "The limit of 1 call per day is used up."],
  [{ max: "5", unit: "calls", window: "minute" }, 1, "The limit of 5 calls per minute is used up. Try again in 1 second."],
  [{ max: "5.5", unit: "amount", window: "week" }, 30, "The limit of 5.5 in all per week is used up. Try again in 30 seconds."],
  [{ max: "0", unit: "calls", window: 1 }, undefined, "The limit of 0 calls in 1 second is used up."],
  [{ max: "2", unit: "calls", window: 60, message: "Slowly." }, 0, "Slowly. Try again in 0 seconds."],
])("the sentence of a full limit %#", (reservation, retryAfterSeconds, sentence) =>
  expect(limitMessage(reservation, retryAfterSeconds)).toBe(sentence),
);

test("prompts and resources are refused in words of their own", () => {
  const compiled = compile(Policy.parse({ version: "1", default: "deny", prompts: { deny: ["p"] }, resources: { deny: ["r"] } }), []);
  const said = [
    evaluate(compiled, { kind: "prompt", name: "p" }),
    evaluate(compiled, { kind: "prompt", name: "q" }),
    evaluate(compiled, { kind: "resource", uri: "r" }),
    evaluate(compiled, { kind: "resource", uri: "s" }),
  ];
  expect(said.map(({ message }) => message)).toEqual([
    "The policy does not allow this prompt.",
    "This prompt is not on the allow-list of the policy.",
    "The policy does not allow this resource.",
    "This resource is not on the allow-list of the policy.",
  ]);
});

test("the shortest wait holds where entries differ", () => {
  const entry = (wait: string) => ({ action: "require_approval" as const, approval: { wait } });
  const compiled = compile(Policy.parse({ version: "1", default: "deny", tools: { a: entry("30s"), "*": entry("10s") } }), []);
  expect(evaluate(compiled, { kind: "tool", name: "a" }).approval?.waitSeconds).toBe(10);
});

test("a fact that the door did not give, or gave as no number, cannot tell", () => {
  const at = (path: string, facts?: object) => {
    const rule = { conditions: [{ path, op: "exists" as const, value: true }] };
    const compiled = compile(Policy.parse({ version: "1", default: "deny", tools: { a: { require: [rule] } } }), []);
    return evaluate(compiled, { kind: "tool", name: "a", ...(facts ? { facts } : {}) }).reason;
  };
  const grant = { label: "g", tags: ["t"] };
  expect(at("time.hour", { now: 0 })).toBe("allowed");
  for (const now of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) expect(at("time.hour", { now })).toBe("require_failed");
  expect(at("grant.label", { grant })).toBe("allowed");
  expect(at("grant.label")).toBe("require_failed");
  expect(at("client.name", { client: { name: "c" } })).toBe("allowed");
  for (const facts of [undefined, {}, { client: {} }, { grant }]) expect(at("client.name", facts)).toBe("require_failed");
});
