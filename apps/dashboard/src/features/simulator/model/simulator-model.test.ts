import { expect, test } from "vitest";
import { casesFile, casesIn, caseText } from "./case-text.ts";
import { factsOf, noFacts, stateOf } from "./facts.ts";
import { judgeTests } from "./judge-tests.ts";
import { openCase } from "./open-case.ts";
import { otherRules } from "./other-rules.ts";
import { messageOf, readCall } from "./read-call.ts";
import { simulate } from "./simulate.ts";

const tools = [
  { name: "pay", category: "financial" as const, inputSchema: { type: "object", properties: { amount: { type: "number" } } } },
];
const over = (limit: number) => ({ conditions: [{ path: "args.amount", op: "gt", value: limit }] });
const document = (entry: object, rest: object = {}) => JSON.stringify({ version: "1", default: "deny", tools: { pay: entry }, ...rest });
const ask = (text: string, args: string, facts = noFacts) => {
  const read = readCall(messageOf("pay", args), factsOf(facts));
  if (!read.ok) throw new Error(read.problem);
  const simulated = simulate(text, tools, read.request, stateOf(facts))!;
  return { simulated, others: otherRules(simulated, read.request, tools, stateOf(facts)) };
};

test("a message is read as the gateway reads it", () => {
  expect(readCall('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pay","name":"x"}}', {})).toMatchObject({ ok: false });
  expect(readCall('{"jsonrpc":"2.0","id":1,"method":"tools/list"}', {})).toMatchObject({ ok: false });
  expect(readCall("{", {})).toMatchObject({ ok: false });
  expect(readCall('{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"z://a"}}', {})).toMatchObject({
    ok: true,
    request: { kind: "resource", uri: "z://a" },
  });
});

test("the spelling of a number reaches the engine", () => {
  expect(ask(document({ deny_if: [over(5)] }), '{"amount": 1.00000000000000000001}').simulated.decision).toMatchObject({
    reason: "deny_if_matched",
  });
});

test("each other rule says why it did not decide", () => {
  const text = document({
    require: [{ conditions: [{ path: "args.amount", op: "exists", value: true }] }],
    deny_if: [over(100), over(1000), { conditions: [{ path: "args.memo", op: "contains", value: "x" }] }],
    limits: [{ counter: "c", window: "minute", max: 3 }],
  });
  const { simulated, others } = ask(text, '{"amount": 5}', { ...noFacts, used: { c: "1" } });
  expect(simulated.decision).toMatchObject({ effect: "allow" });
  expect(others.map(({ because }) => because)).toEqual([
    "It is met.",
    "Its conditions are not met.",
    "Its conditions are not met.",
    "It looks at something that the call leaves out.",
    "There is room: 1 of 3 used, this call takes 1.",
  ]);
  const refused = ask(text, '{"amount": 5000}');
  expect(refused.simulated.decision.rule).toBe("/tools/pay/deny_if/0");
  expect(refused.others.map(({ rule, because }) => [rule, because])).toEqual([
    ["/tools/pay/require/0", "It is met."],
    ["/tools/pay/deny_if/1", "It would refuse too; another rule comes before it."],
    ["/tools/pay/deny_if/2", "It looks at something that the call leaves out."],
    ["/tools/pay/limits/0", "Something before it refuses, so nothing is counted."],
  ]);
});

test("approval and used counters settle the call", () => {
  const text = document({ action: "require_approval", limits: [{ counter: "c", window: "minute", max: 1 }] });
  expect(ask(text, "{}").simulated.decision.reason).toBe("approval_required");
  expect(ask(text, "{}", { ...noFacts, approved: true }).simulated.decision.effect).toBe("allow");
  expect(ask(text, "{}", { ...noFacts, approved: true, used: { c: "1" } }).simulated.decision.reason).toBe("limit_exceeded");
});

test("a saved case opens as it was, passes against what it was saved from, and fails against another document", () => {
  const facts = { ...noFacts, grant: { label: "night", tags: ["ops"] }, time: "2026-03-02T09:30:00Z", used: { c: "1" } };
  const text = document({ deny_if: [over(100)] });
  const { simulated } = ask(text, '{"amount": 1e3}', facts);
  const written = caseText("too much", { tool: "pay", args: '{"amount": 1e3}' }, facts, simulated.decision);
  expect(openCase(written)).toEqual({ tool: "pay", args: '{"amount": 1e3}', facts });
  const [kept] = casesIn(casesFile([written]));
  const saved = [{ id: "1", name: "too much", case: kept! }];
  expect(judgeTests(saved, text, tools)[0]?.problem).toBeUndefined();
  expect(judgeTests(saved, document({}), tools)[0]?.problem).toBe(
    'effect is "allow", not "deny"; reason is "allowed", not "deny_if_matched"; rule is "/tools/pay", not "/tools/pay/deny_if/0".',
  );
  expect(judgeTests(saved, "{", tools)[0]?.problem).toBeNull();
});

test("a case of a file loses the policy and the tools it brings", () => {
  expect(casesIn('{ "name": "a", "policy": {}, "tools": [], "call": {}, "expect": {} }')).toEqual([
    '{ "name": "a", "call": {}, "expect": {} }',
  ]);
  expect(casesIn('[{ "name": "a", "call": { "arguments": { "n": 1.0e2 } } }, 7]')).toEqual([
    '{ "name": "a", "call": { "arguments": { "n": 1.0e2 } } }',
    "7",
  ]);
});
