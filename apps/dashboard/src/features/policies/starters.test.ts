import { lint, parsePolicy } from "@portcullis/policy";
import { expect, test } from "vitest";
import { starterDocument } from "./starter-document.ts";
import { starters } from "./starters.ts";
import { effectivePolicy } from "./tools/effective-tools.ts";

const zabbix = [
  { name: "zabbix_get_hosts", category: "read" as const },
  { name: "zabbix_logout", category: "write" as const },
];

test.each(starters)("$label is a policy the engine takes, also for a server without tools", ({ id }) => {
  expect(parsePolicy(starterDocument(id, zabbix))).toMatchObject({ ok: true });
  expect(parsePolicy(starterDocument(id, []))).toMatchObject({ ok: true });
});

test("the example is the known one where the server has it, and a reading tool elsewhere", () => {
  expect(JSON.parse(starterDocument("one-tool", zabbix))).toEqual({
    version: "1",
    default: "deny",
    tools: { zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] } },
  });
  const other = [
    { name: "drop", category: "destructive" as const },
    { name: "look", category: "read" as const },
  ];
  expect(Object.keys(JSON.parse(starterDocument("one-tool", other)).tools)).toEqual(["look"]);
});

const shop = [
  { name: "list_orders", category: "read" as const },
  { name: "delete_order", category: "destructive" as const },
  {
    name: "pay",
    category: "financial" as const,
    inputSchema: { type: "object", properties: { memo: { type: "string" }, amount: { type: "number" } } },
  },
  { name: "refund", category: "financial" as const },
];
const stateOf = (id: (typeof starters)[number]["id"]) =>
  Object.fromEntries(effectivePolicy(starterDocument(id, shop), shop)!.tools.map(({ name, state }) => [name, state]));

test.each([
  ["recommended", { list_orders: "allowed", delete_order: "hidden", pay: "approval", refund: "approval" }],
  ["read-only", { list_orders: "allowed", delete_order: "denied", pay: "denied", refund: "denied" }],
  ["no-deletes", { list_orders: "allowed", delete_order: "hidden", pay: "allowed", refund: "allowed" }],
  ["business-hours", { list_orders: "allowed", delete_order: "hidden", pay: "conditional", refund: "conditional" }],
  ["spend-cap", { list_orders: "allowed", delete_order: "denied", pay: "approval", refund: "approval" }],
] as const)("%s means for each tool what it says, and has no errors", (id, states) => {
  expect(stateOf(id)).toEqual(states);
  expect(lint(starterDocument(id, shop), { tools: shop }).filter(({ severity }) => severity === "error")).toEqual([]);
});
