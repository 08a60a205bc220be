import { describe, expect, test } from "vitest";
import { compile, type Finding, lint, parsePolicy, type ToolFacts } from "../index.ts";
import { atPointer } from "../json/pointer.ts";

const objectOf = (properties: object, required: string[] = []) => ({ type: "object", properties, required, additionalProperties: false });
const tools: ToolFacts[] = [
  { name: "host_get", category: "read", inputSchema: objectOf({ hostid: { type: "string" }, limit: { type: "integer" } }, ["hostid"]) },
  {
    name: "host_delete",
    category: "destructive",
    inputSchema: objectOf({ ids: { type: "array", items: { type: "string" } }, mode: { enum: ["soft", "hard"] } }, ["ids"]),
  },
  { name: "pay", category: "financial", inputSchema: objectOf({ amount: { type: "number" }, note: { type: "object" } }) },
];
const document = (fields: object) => ({ version: "1", default: "deny", ...fields });
const found = (fields: object, facts: ToolFacts[] | undefined = tools): Finding[] =>
  lint(JSON.stringify(document(fields)), facts && { tools: facts });
const brief = (fields: object, facts?: ToolFacts[]) =>
  found(fields, facts ?? tools).map(({ severity, code, pointer }) => `${severity} ${code} ${pointer}`);
const rule = (path: string, op: string, value: unknown) => ({ conditions: [{ path, op, value }] });
const limit = (counter: string, window: string | number, max: number) => ({ counter, window, max });

type Row = [name: string, fields: object, findings: string[]];

describe("errors", () => {
  const rows: Row[] = [
    ["a tool that the server does not have", { tools: { host_gett: {} } }, ["error unknown_tool /tools/host_gett"]],
    ["a hidden tool that the server does not have", { hide: ["host_gett"] }, ["error unknown_tool /hide/0"]],
    [
      "an argument that the schema does not have",
      { tools: { host_get: { require: [rule("args.host", "eq", "1")] } } },
      ["error unknown_argument /tools/host_get/require/0/conditions/0/path"],
    ],
    [
      "an argument inside another",
      { tools: { host_delete: { require: [rule("args.ids[*].x", "eq", "1")] } } },
      ["error unknown_argument /tools/host_delete/require/0/conditions/0/path"],
    ],
    [
      "an argument that no tool has, for all tools",
      { tools: { host_get: {} }, all_tools: { require: [rule("args.none", "exists", true)] } },
      ["error unknown_argument /all_tools/require/0/conditions/0/path"],
    ],
    [
      "an argument of an approval",
      { tools: { host_get: { approval: { when: [{ path: "args.none", op: "eq", value: 1 }] } } } },
      ["error unknown_argument /tools/host_get/approval/when/0/path"],
    ],
    [
      "a comparison with another type",
      { tools: { host_get: { require: [rule("args.hostid", "gt", 5)] } } },
      ["error never_holds /tools/host_get/require/0/conditions/0"],
    ],
    [
      "a value that the enum does not have",
      { tools: { host_delete: { require: [rule("args.mode", "eq", "medium")] } } },
      ["error never_holds /tools/host_delete/require/0/conditions/0"],
    ],
    [
      "an amount that the schema does not have",
      { tools: { pay: { limits: [{ ...limit("c", "day", 5), amount: "args.sum" }] } } },
      ["error unknown_argument /tools/pay/limits/0/amount"],
    ],
    [
      "an amount that is never a number",
      { tools: { pay: { limits: [{ ...limit("c", "day", 5), amount: "args.note" }] } } },
      ["error never_holds /tools/pay/limits/0/amount"],
    ],
    [
      "rules behind action deny",
      { tools: { host_get: { action: "deny", require: [rule("args.hostid", "eq", "1")], limits: [limit("c", "day", 1)] } } },
      ["error unreachable /tools/host_get/require/0", "error unreachable /tools/host_get/limits/0"],
    ],
    [
      "rules behind a deny_if that always matches",
      { tools: { host_get: { deny_if: [{ conditions: [] }, rule("args.hostid", "eq", "1")], rate_limit: { max: 1, window: 1 } } } },
      ["error unreachable /tools/host_get/deny_if/1", "error unreachable /tools/host_get/rate_limit", "warning optional_argument"].slice(
        0,
        2,
      ),
    ],
    ["an entry of a hidden tool", { hide: ["host_*"], tools: { host_get: {} } }, ["error unreachable /tools/host_get"]],
    [
      "limits behind a deny_if of all tools",
      { all_tools: { deny_if: [{ conditions: [] }] }, tools: { host_get: { limits: [limit("c", "day", 1)] } } },
      ["error unreachable /tools/host_get/limits/0"],
    ],
    [
      "approvers with nobody in common",
      {
        tools: {
          "host_*": { approval: { approvers: ["owner"] } },
          host_delete: { action: "require_approval", approval: { approvers: ["admin"] } },
        },
      },
      ["error no_common_approver /tools/host_delete"],
    ],
    ["observe mode is no finding", { mode: "observe" }, []],
  ];
  test.each(rows)("%s", (_, fields, findings) => expect(brief(fields)).toEqual(findings));
});

describe("warnings", () => {
  const rows: Row[] = [
    ["an allowing default", { default: "allow" }, ["warning default_allow /default"]],
    ["a destructive tool without a bound", { tools: { host_delete: {} } }, ["warning unbounded_risk /tools/host_delete"]],
    [
      "a financial category without a bound",
      { tools: { "@financial": { action: "allow" } } },
      ["warning unbounded_risk /tools/@financial"],
    ],
    ["a glob that reaches a destructive tool", { tools: { "host_*": {} } }, ["warning unbounded_risk /tools/host_*"]],
    ["a bound by another entry is a bound", { tools: { "host_*": {}, "@destructive": { action: "require_approval" } } }, []],
    [
      "a deny_if on an argument that may be left out",
      { tools: { pay: { deny_if: [rule("args.amount", "gt", 100)] } } },
      ["warning optional_argument /tools/pay/deny_if/0/conditions/0/path"],
    ],
    [
      "a deny_if on an argument that a require asks for",
      { tools: { pay: { require: [rule("args.amount", "exists", true)], deny_if: [rule("args.amount", "gt", 100)] } } },
      [],
    ],
    ["a deny_if on a required argument", { tools: { host_get: { deny_if: [rule("args.hostid", "eq", "1")] } } }, []],
    ["a glob that matches nothing", { tools: { "item_*": {} } }, ["warning matches_nothing /tools/item_*"]],
    ["a category that nothing has", { hide: ["@execute"] }, ["warning matches_nothing /hide/0"]],
    [
      "a client's claim",
      { tools: { host_get: { require: [rule("client.name", "eq", "Inspector")] } } },
      ["warning client_claim /tools/host_get/require/0/conditions/0/path"],
    ],
    [
      "a wider limit with the same room",
      { tools: { host_get: { limits: [limit("a", "minute", 10), limit("b", "hour", 10)] } } },
      ["warning pointless_limit /tools/host_get/limits/0"],
    ],
    [
      "the same window with more room",
      { tools: { host_get: { limits: [limit("a", "day", 10), limit("b", "day", 20)] } } },
      ["warning pointless_limit /tools/host_get/limits/1"],
    ],
    ["two limits that both bite", { tools: { host_get: { limits: [limit("a", "minute", 10), limit("b", "hour", 100)] } } }, []],
    [
      "a path that the schema leaves open",
      { tools: { pay: { require: [rule("args.note.text", "eq", "x")] } } },
      ["warning path_not_described /tools/pay/require/0/conditions/0/path"],
    ],
    [
      "a require that some of its tools cannot meet",
      { tools: { "host_*": { require: [rule("args.hostid", "exists", true)] } } },
      ["warning path_not_everywhere /tools/host_*/require/0/conditions/0/path"],
    ],
    [
      "a glob that reaches a tool that nobody accepted",
      { tools: { "host_*": { rate_limit: { max: 1, window: 1 } } } },
      ["warning matches_unreviewed /tools/host_*"],
    ],
    [
      "a category that reaches a tool that nobody accepted",
      { tools: { "@read": { rate_limit: { max: 1, window: 1 } } } },
      ["warning matches_unreviewed /tools/@read"],
    ],
    ["the exact name of a tool that nobody accepted", { tools: { host_new: { rate_limit: { max: 1, window: 1 } } } }, []],
    ["hidden, a tool that nobody accepted", { hide: ["host_*"] }, []],
  ];
  test.each(rows)("%s", (name, fields, findings) => {
    const added: ToolFacts = { name: "host_new", category: "read", accepted: false };
    expect(brief(fields, name.includes("nobody accepted") ? [...tools, added] : tools)).toEqual(findings);
  });
});

test("a policy that has only observed for more than 30 days is told so, with the way to enforce", () => {
  const codes = (mode: string, observingDays: number) =>
    lint(JSON.stringify(document({ mode })), { tools, observingDays }).map(({ code, pointer, fix }) => ({ code, pointer, fix }));
  const told = { code: "observing_long", pointer: "/mode", fix: [{ op: "replace", path: "/mode", value: "enforce" }] };
  expect(codes("observe", 31)).toEqual([told]);
  expect(codes("observe", 30)).toEqual([]);
  expect(codes("enforce", 31)).toEqual([]);
});

test("without the server's tools only the document is judged", () => {
  expect(lint(JSON.stringify(document({ tools: { nowhere: { require: [rule("args.x", "eq", 1)] } } })))).toEqual([]);
});

test("references and alternatives of a schema are followed", () => {
  const inputSchema = {
    $ref: "#/$defs/a",
    $defs: { a: { anyOf: [objectOf({ x: { type: "string" } }), objectOf({ y: { $ref: "#/$defs/n" } })] }, n: { type: "integer" } },
  };
  const facts = [{ name: "t", inputSchema }];
  expect(brief({ tools: { t: { require: [rule("args.x", "eq", "a"), rule("args.y", "lte", 5)] } } }, facts)).toEqual([]);
  expect(brief({ tools: { t: { require: [rule("args.z", "eq", "a"), rule("args.y", "eq", "5")] } } }, facts)).toEqual([
    "error unknown_argument /tools/t/require/0/conditions/0/path",
    "error never_holds /tools/t/require/1/conditions/0",
  ]);
});

test("every fix removes what it was offered for", () => {
  const broken = [
    { tools: { host_gett: {} } },
    { hide: ["host_gett"] },
    { tools: { "@reed": {} } },
    { tols: {} },
    { tools: { pay: { deny_if: [rule("args.amount", "gt", 100)] } } },
    { tools: { pay: { require: [rule("args.note", "exists", true)], deny_if: [rule("args.amount", "gt", 100)] } } },
    { tools: { host_delete: {} } },
    { default: "allow" },
    { tools: { host_get: { limits: [limit("a", "day", 10), limit("b", "day", 20)] } } },
    { tools: { host_get: { action: "deny", limits: [limit("c", "day", 1)] } } },
  ];
  for (const fields of broken) {
    const [finding] = found(fields);
    expect(finding?.fix, JSON.stringify(fields)).toBeDefined();
    const repaired = applied(document(fields), finding?.fix ?? []);
    const left = lint(JSON.stringify(repaired), { tools });
    expect(left.map(({ code, pointer }) => code + pointer)).not.toContain(`${finding?.code}${finding?.pointer}`);
    expect(left.filter(({ severity }) => severity === "error")).toEqual([]);
  }
});

/** A JSON patch carried out on a copy. */
function applied(value: object, operations: NonNullable<Finding["fix"]>): object {
  const copy = structuredClone(value);
  for (const operation of operations) {
    const moved = operation.op === "move" ? atPointer(copy, operation.from) : undefined;
    if (operation.op === "move") remove(copy, operation.from);
    if (operation.op === "remove") remove(copy, operation.path);
    else if (operation.op === "replace") {
      remove(copy, operation.path);
      put(copy, operation.path, operation.value);
    } else put(copy, operation.path, operation.op === "move" ? moved : operation.value);
  }
  return copy;
}

const parentOf = (root: object, pointer: string): [Record<string, unknown> | unknown[], string] => {
  const at = pointer.lastIndexOf("/");
  return [
    atPointer(root, pointer.slice(0, at)) as Record<string, unknown>,
    pointer
      .slice(at + 1)
      .replaceAll("~1", "/")
      .replaceAll("~0", "~"),
  ];
};
const remove = (root: object, pointer: string): void => {
  const [parent, key] = parentOf(root, pointer);
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
};
const put = (root: object, pointer: string, value: unknown): void => {
  const [parent, key] = parentOf(root, pointer);
  if (Array.isArray(parent)) parent.splice(key === "-" ? parent.length : Number(key), 0, value);
  else parent[key] = value;
};

test("documents of the shape that PolicyLayer publishes compile as they stand", () => {
  const text = JSON.stringify({
    version: "1",
    default: "deny",
    hide: ["internal_*"],
    all_tools: { limits: [{ counter: "all_calls", window: "minute", max: 60, scope: "grant", on_deny: "Slow down." }] },
    tools: {
      create_charge: {
        require: [
          { name: "currency", conditions: [{ path: "args.currency", op: "in", value: ["usd", "eur"] }], on_deny: "Only USD and EUR." },
        ],
        deny_if: [
          { conditions: [{ path: "args.amount", op: "gt", value: 50_000 }], on_deny: "Too much." },
          {
            conditions: [
              { path: "args.email", op: "regex", value: "@example\\.com$" },
              { path: "args.note", op: "contains", value: "test" },
            ],
          },
        ],
        limits: [{ counter: "spend", window: "day", max: 100_000, increment_from: "args.amount" }],
      },
      refund: {
        deny_if: [{ conditions: [{ path: "args.id", op: "neq", value: "x" }] }],
        rate_limit: { max: 5, window: 60 },
        reason: "unused",
      },
    },
  });
  const parsed = parsePolicy(text);
  expect(parsed).toMatchObject({ ok: true, findings: [] });
  if (parsed.ok) expect(() => compile(parsed.policy, [])).not.toThrow();
});
