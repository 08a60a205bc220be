import { compile, evaluate, nodeOf, parsePolicy } from "@portcullis/policy";
import { expect, test } from "vitest";
import { countStates, effectivePolicy } from "./effective-tools.ts";

const tools = ["zabbix_logout", "zabbix_get_hosts", "zabbix_host_delete", "zabbix_secret", "other"].map((name) => ({ name }));
const stating = (rest: object) => JSON.stringify({ version: "1", default: "deny", ...rest });
const document = stating({
  list: "callable",
  hide: ["*_secret"],
  tools: {
    zabbix_logout: { limits: [{ counter: "c", window: "minute", max: 10, scope: "grant" }] },
    "zabbix_*": {},
    zabbix_host_delete: { action: "deny", reason: "Hosts stay." },
  },
});

test("every tool has the state the engine gives it", () => {
  const { tools: states, observing } = effectivePolicy(document, tools)!;
  expect(states.map(({ name, state, listed }) => [name, state, listed])).toEqual([
    ["zabbix_logout", "limited", true],
    ["zabbix_get_hosts", "allowed", true],
    ["zabbix_host_delete", "denied", false],
    ["zabbix_secret", "hidden", false],
    ["other", "denied", false],
  ]);
  expect(states[2]).toMatchObject({ rule: "/tools/zabbix_host_delete/action", message: "Hosts stay." });
  expect(countStates(states)).toEqual({ allowed: 1, limited: 1, conditional: 0, approval: 0, denied: 2, hidden: 1 });
  expect(observing).toBe(false);
});

test("observing, the states are those that enforcing would give", () => {
  const observed = effectivePolicy(document.replace("{", '{"mode":"observe",'), tools)!;
  expect(observed.observing).toBe(true);
  expect(observed.tools.map(({ state, rule }) => [state, rule])).toEqual(
    effectivePolicy(document, tools)!.tools.map(({ state, rule }) => [state, rule]),
  );
  // An observed policy drops nothing from lists but what is hidden.
  expect(observed.tools.map(({ listed }) => listed)).toEqual([true, true, true, false, true]);
});

const pay = { name: "pay", category: "financial" as const, inputSchema: { type: "object", properties: { amount: { type: "number" } } } };
const stateOf = (entry: object, rest: object = {}) => effectivePolicy(stating({ ...rest, tools: { pay: entry } }), [pay])!.tools[0]!;
const over = (limit: number) => ({ conditions: [{ path: "args.amount", op: "gt", value: limit }] });

test.each([
  [
    { require: [{ conditions: [{ path: "args.amount", op: "exists", value: true }] }], deny_if: [{ ...over(100), on_deny: "Too much." }] },
    "conditional",
    ["Only if args.amount is given.", "Refused if args.amount is greater than 100. “Too much.”"],
  ],
  [{ validate_arguments: true }, "conditional", ["The arguments must satisfy the tool's input schema."]],
  [{ approval: { when: over(5).conditions } }, "conditional", ["Needs approval if args.amount is greater than 5."]],
  [{ action: "require_approval", deny_if: [over(9)] }, "approval", ["Refused if args.amount is greater than 9."]],
  [{ deny_if: [{ conditions: [] }] }, "denied", []],
  [{ require: [{ conditions: [] }] }, "allowed", []],
  [{ deny_if: [{ conditions: [{ path: "tool.category", op: "eq", value: "financial" }] }] }, "denied", []],
  [{ deny_if: [{ conditions: [{ path: "tool.category", op: "eq", value: "read" }] }] }, "allowed", []],
  [{ require: [{ conditions: [{ path: "tool.risk", op: "in", value: ["Low", "Medium"] }] }] }, "denied", []],
  [
    {
      deny_if: [
        {
          conditions: [
            {
              any: [
                { path: "time.hour", op: "lt", value: 8, timezone: "Europe/Riga" },
                { not: { path: "grant.tags", op: "contains", value: "ops" } },
              ],
            },
          ],
        },
      ],
    },
    "conditional",
    ['Refused if (time.hour (Europe/Riga) is less than 8 or not (grant.tags contains "ops")).'],
  ],
  [{ limits: [{ counter: "spend", window: "day", max: 500, amount: "args.amount" }] }, "limited", []],
])("%j", (entry, state, sentences) => {
  const told = stateOf(entry);
  expect([told.state, told.conditions.map(({ sentence }) => sentence)]).toEqual([state, sentences]);
});

test("a document's own rules and validation count for every tool, and a tool without a schema can never be validated", () => {
  expect(stateOf({}, { all_tools: { deny_if: [over(1)] } })).toMatchObject({
    state: "conditional",
    conditions: [{ rule: "/all_tools/deny_if/0" }],
  });
  const blind = effectivePolicy(stating({ validate_arguments: true, tools: { pay: {} } }), [{ name: "pay" }])!;
  expect(blind.tools[0]).toMatchObject({ state: "denied", rule: "/validate_arguments" });
});

test("a tool is denied only when the engine refuses every call of it", () => {
  const policy = stating({ tools: { pay: { require: [over(10)], deny_if: [over(100)] } } });
  const parsed = parsePolicy(policy);
  const compiled = compile((parsed as Extract<typeof parsed, { ok: true }>).policy, [pay]);
  const effects = [5, 50, 500].map((amount) => evaluate(compiled, { kind: "tool", name: "pay", arguments: nodeOf({ amount }) }).effect);
  expect(effects).toEqual(["deny", "allow", "deny"]);
  expect(effectivePolicy(policy, [pay])!.tools[0]!.state).toBe("conditional");
});

test("a document that cannot be compiled has no states", () => expect(effectivePolicy('{ "version": "1" }', tools)).toBeNull());
