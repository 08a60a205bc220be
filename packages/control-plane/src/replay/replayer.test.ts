import { compile, evaluate, nodeOf, type Policy } from "@portcullis/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RecordedCall } from "./recorded-call.ts";
import { replayer } from "./replayer.ts";

const tools = [{ name: "pay", category: "financial" as const, inputSchema: { type: "object", required: ["a"] } }, { name: "read" }];

const value = fc.constantFrom<unknown>(0, 5, 10, "x", "y", null, true);
const comparison = fc.oneof(
  fc.record({
    path: fc.constantFrom("args.a", "args.b", "args.A", "args.c.d", 'args["b"]'),
    op: fc.constant("eq"),
    value: fc.constantFrom(5, "x"),
  }),
  fc.record({ path: fc.constantFrom("args.a", "args.b"), op: fc.constantFrom("gt", "lte"), value: fc.constantFrom(3, 7) }),
  fc.record({ path: fc.constantFrom("args.a", "args.b", "args.c.d"), op: fc.constant("exists"), value: fc.boolean() }),
  fc.record({
    path: fc.constantFrom("client.name", "grant.label", "tool.name"),
    op: fc.constantFrom("eq", "neq"),
    value: fc.constantFrom("agent", "pay"),
  }),
  fc.record({ path: fc.constant("grant.tags"), op: fc.constant("contains"), value: fc.constantFrom("ops", "dev") }),
  fc.record({ path: fc.constant("time.hour"), op: fc.constant("lt"), value: fc.constantFrom(6, 20) }),
);
const { condition } = fc.letrec((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    comparison,
    fc.record({ any: fc.array(tie("condition"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ all: fc.array(tie("condition"), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie("condition") }),
  ),
}));
const rule = fc.record({ conditions: fc.array(condition, { minLength: 1, maxLength: 2 }) });
const rules = fc.array(rule, { maxLength: 2 });
const entry = fc.record(
  {
    action: fc.constantFrom("allow", "deny", "require_approval"),
    require: rules,
    deny_if: rules,
    validate_arguments: fc.boolean(),
    limits: fc.constant([{ counter: "spend", window: "day", max: 100, amount: "args.a" }]),
    approval: rule.map(({ conditions }) => ({ when: conditions })),
  },
  { requiredKeys: [] },
);
const policy = fc.record(
  {
    version: fc.constant("1"),
    default: fc.constantFrom("allow", "deny"),
    mode: fc.constantFrom("enforce", "observe"),
    all_tools: fc.record({ deny_if: rules }, { requiredKeys: [] }),
    hide: fc.constantFrom([], ["read"]),
    tools: fc.record({ pay: entry, "*": entry }, { requiredKeys: [] }),
  },
  { requiredKeys: ["version", "default"] },
) as fc.Arbitrary<unknown> as fc.Arbitrary<Policy>;

const call = fc.record({
  tool: fc.constantFrom("pay", "read", "gone"),
  args: fc.dictionary(fc.constantFrom("a", "b", "c", "A"), fc.oneof(value, fc.record({ d: value })), { maxKeys: 3 }),
  label: fc.constantFrom("agent", "other"),
  tags: fc.subarray(["ops", "dev"]),
  client: fc.constantFrom({}, { name: "agent" }, { name: "else" }),
  at: fc.constantFrom(new Date("2026-11-22T03:00:00Z"), new Date("2026-11-22T13:00:00Z")),
});

const compiles = (candidate: Policy) => {
  try {
    return compile(candidate, tools);
  } catch {
    return null;
  }
};

test("what a replay is sure of is what the engine says of the whole call; what a past decision teaches holds as well", () => {
  let sure = 0;
  let unsure = 0;
  fc.assert(
    fc.property(policy, policy, call, fc.boolean(), fc.boolean(), (before, after, { tool, args, label, tags, client, at }, same, ran) => {
      const candidate = same ? before : after;
      const [then, now] = [compiles(before), compiles(candidate)];
      fc.pre(then !== null && now !== null);
      const request = {
        kind: "tool" as const,
        name: tool,
        arguments: nodeOf(args),
        facts: { grant: { label, tags }, client, now: at.getTime() },
      };
      const past = evaluate(then, request);
      const observed = past.observed?.effect === "would_allow" ? null : (past.observed ?? null);
      const recorded: RecordedCall = {
        tool,
        argumentNames: Object.keys(args),
        grant: { label, tags },
        client,
        at,
        effect: past.effect,
        reason: past.reason,
        rule: past.rule,
        observed,
        isApproved: false,
        // Some of those that were held people have approved.
        ...(past.approval && ran && { effect: "allow", reason: "allowed", rule: past.approval.allowedBy, isApproved: true }),
      };
      const known = tools.some(({ name }) => name === tool);
      const wanted = known ? evaluate(now, request).effect : "deny";
      const judge = replayer(candidate, tools);
      for (const verdict of [judge.judge(recorded), judge.judge(recorded, replayer(before, tools))]) {
        if (verdict.effect === "unknown") unsure++;
        else {
          sure++;
          expect(verdict.effect).toBe(wanted);
        }
      }
    }),
    { numRuns: 1_000 },
  );
  expect(sure).toBeGreaterThan(unsure);
});

const rec = (rest: Partial<RecordedCall>): RecordedCall => ({
  tool: "pay",
  argumentNames: ["a"],
  grant: { label: "agent", tags: [] },
  client: {},
  at: new Date("2026-11-22T12:00:00Z"),
  effect: "allow",
  reason: "allowed",
  rule: "/tools/pay",
  observed: null,
  isApproved: false,
  ...rest,
});
const limit = { conditions: [{ path: "args.a", op: "gt" as const, value: 100 }] };
const based = (pay: object, rest: object = {}): Policy => ({ version: "1", default: "deny", tools: { pay }, ...rest }) as Policy;

test("a value that is read cannot be told, a missing one can, and a rule that both texts have says again what it said", () => {
  const strict = replayer(based({ deny_if: [limit] }), tools);
  expect(strict.judge(rec({}))).toEqual({ effect: "unknown", reason: "deny_if_matched", rule: "/tools/pay/deny_if/0" });
  expect(strict.judge(rec({ argumentNames: ["b"] })).effect).toBe("allow");
  expect(strict.judge(rec({ argumentNames: ["B", "A"] })).effect).toBe("unknown");
  const more = replayer(
    based({ deny_if: [limit], require: [{ conditions: [{ path: "grant.tags", op: "contains", value: "ops" }] }] }),
    tools,
  );
  expect(more.judge(rec({}), strict)).toEqual({ effect: "deny", reason: "require_failed", rule: "/tools/pay/require/0" });
  expect(more.judge(rec({ grant: { label: "agent", tags: ["ops"] } }), strict).effect).toBe("allow");
  const refused = rec({ effect: "deny", reason: "deny_if_matched", rule: "/tools/pay/deny_if/0" });
  expect(more.judge({ ...refused, grant: { label: "agent", tags: ["ops"] } }, strict)).toMatchObject({
    effect: "deny",
    reason: "deny_if_matched",
  });
});

test("limits are not replayed: a call that one refused cannot be told while there is one", () => {
  const limited = replayer(based({ limits: [{ counter: "c", window: "minute", max: 10 }] }), tools);
  const refused = rec({ effect: "deny", reason: "limit_exceeded", rule: "/tools/pay/limits/0" });
  expect(limited.judge(refused)).toMatchObject({ effect: "unknown", reason: "limit_exceeded" });
  expect(replayer(based({}), tools).judge(refused).effect).toBe("allow");
});
