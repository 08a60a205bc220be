import { afterAll, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";

const { file, portcullis, remove } = workbench();
afterAll(remove);

const policy = file(
  "policy.json",
  `{
  "version": "1", "default": "deny", "list": "callable",
  "tools": {
    "pay": {
      "deny_if": [{ "conditions": [{ "path": "args.amount", "op": "gt", "value": 100 }], "on_deny": "Too much." }],
      "require": [{ "conditions": [{ "path": "grant.tags", "op": "contains", "value": "payer" }] }],
      "limits": [{ "counter": "pays", "window": "day", "max": 5 }]
    },
    "@read": {}
  },
  "prompts": { "allow": ["hello"] }
}`,
);
const facts = file("facts.json", { grant: { label: "agent", tags: ["payer"] } });
const explain = (call: unknown, ...more: string[]) => portcullis(["explain", policy, "-", ...more], { stdin: JSON.stringify(call) });

test("the place of the rule, the paragraph, and what a list shows", async () => {
  expect(await explain({ tool: "pay", arguments: { amount: "500" } }, "--facts", facts)).toEqual({
    code: 0,
    out: `policy.json:5:19 deny deny_if_matched (/tools/pay/deny_if/0)
The call is refused: a rule that must not match matches, or cannot be told not to match. The rule is /tools/pay/deny_if/0: {"conditions":[{"path":"args.amount","op":"gt","value":100}],"on_deny":"Too much."}. The agent is told: "Too much."
tools/list shows the tool.
`,
    error: "Without --tools, the tool counts as one without category and without input schema.\n",
  });
});

test("facts decide: without a grant nothing can be told of it; used up quotas refuse", async () => {
  const pay = { tool: "pay", arguments: { amount: 5 } };
  expect((await explain(pay)).out).toMatch(/^policy\.json:6:19 deny require_failed /);
  expect((await explain(pay, "--facts", facts)).out).toMatch(
    /^policy\.json:4:5 allow allowed \(\/tools\/pay\)\n.* It takes 1 of 5 from "pays"\.\n/,
  );
  const spent = file("spent.json", { grant: { label: "agent", tags: ["payer"] }, used: { pays: 5 } });
  expect((await explain(pay, "--facts", spent)).out).toMatch(/^policy\.json:7:18 deny limit_exceeded /);
});

test.each([
  [{ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "pay", arguments: { amount: 500 }, _meta: {} } }, "deny deny_if_matched"],
  [{ jsonrpc: "2.0", id: 1, method: "prompts/get", params: { name: "hello" } }, "allow allowed"],
  [{ jsonrpc: "2.0", id: 1, method: "resources/read", params: { uri: "file:///x" } }, "deny default_deny"],
  [{ prompt: "other" }, "deny default_deny"],
  [{ resource: "file:///x" }, "deny default_deny"],
])("%j", async (call, answer) => {
  expect(await explain(call, "--facts", facts)).toMatchObject({ code: 0, out: expect.stringContaining(` ${answer}`) });
});

test("--tools bring categories", async () => {
  const tools = file("tools.json", [{ name: "get_users", category: "read" }, { name: "drop" }]);
  expect(await explain({ tool: "get_users" }, "--tools", tools)).toMatchObject({
    out: expect.stringContaining("allow allowed (/tools/@read)"),
    error: "",
  });
  expect((await explain({ tool: "drop" }, "--tools", tools)).out).toMatch(
    /deny default_deny[\s\S]*tools\/list does not show the tool\.\n$/,
  );
  expect((await explain({ tool: "get" }, "--tools", tools)).error).toBe('The tools of --tools do not have "get".\n');
});

test("in observe mode: what enforcing it would answer", async () => {
  const observing = file("observing.json", { version: "1", default: "deny", mode: "observe" });
  const call = file("call.json", { tool: "a" });
  expect((await portcullis(["explain", observing, call])).out).toMatch(
    /^observing\.json:1:16 would_deny default_deny \(\/default\)\nThe policy only observes/,
  );
});

test("the policy may come from standard input", async () => {
  const stdin = '{"version":"1","default":"deny"}';
  expect((await portcullis(["explain", "-", file("call.json", { tool: "a" })], { stdin })).out).toMatch(/^stdin:1:16 deny default_deny/);
});

test.each([
  [[], "A call is an object"],
  [{ tool: "a", prompt: "b" }, 'A call names one "tool", "prompt" or "resource".'],
  [{ tool: 1 }, 'The field "tool" is a string.'],
  [{ tol: "a" }, 'A call has no field "tol". Did you mean "tool"?'],
  [{ resource: "x", arguments: {} }, "A resource takes no arguments."],
  [{ method: "tools/list" }, "A policy decides on the methods tools/call, prompts/get, resources/read."],
  [{ method: "tools/call", params: {} }, 'The request has no "params" with a string "name".'],
])("the call %j is unusable", async (call, error) => {
  expect(await explain(call)).toMatchObject({ code: 2, out: "", error: expect.stringContaining(error) });
});

test("so are a policy with errors, facts with unknown names and a message with two meanings", async () => {
  const bad = file("bad.json", { version: "1", default: "perhaps" });
  const call = file("call.json", { tool: "a" });
  expect(await portcullis(["explain", bad, call])).toMatchObject({
    code: 2,
    out: "",
    error: expect.stringMatching(/^bad\.json:1:16 error invalid_value /),
  });
  const odd = file("odd.json", { grant: { labl: "x", tags: [] } });
  expect(await explain({ tool: "a" }, "--facts", odd)).toMatchObject({
    code: 2,
    error: expect.stringContaining('Did you mean "label"? (/grant/labl)'),
  });
  const twice = await portcullis(["explain", policy, "-"], { stdin: '{"tool":"a","arguments":{"x":1,\n"x":2}}' });
  expect(twice).toMatchObject({ code: 2, error: 'stdin:2:1 The name "x" occurs twice in one object.\n' });
});
