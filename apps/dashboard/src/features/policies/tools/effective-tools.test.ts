import { expect, test } from "vitest";
import { countStates, effectiveTools } from "./effective-tools.ts";

const tools = ["zabbix_logout", "zabbix_get_hosts", "zabbix_host_delete", "zabbix_secret", "other"].map((name) => ({ name }));
const document = JSON.stringify({
  version: "1",
  default: "deny",
  list: "callable",
  hide: ["*_secret"],
  tools: {
    zabbix_logout: { limits: [{ counter: "c", window: "minute", max: 10, scope: "grant" }] },
    "zabbix_*": {},
    zabbix_host_delete: { action: "deny", reason: "Hosts stay." },
  },
});

test("every tool has the state the engine gives it", () => {
  const states = effectiveTools(document, tools)!;
  expect(states.map(({ name, state, listed }) => [name, state, listed])).toEqual([
    ["zabbix_logout", "limited", true],
    ["zabbix_get_hosts", "allowed", true],
    ["zabbix_host_delete", "denied", false],
    ["zabbix_secret", "hidden", false],
    ["other", "denied", false],
  ]);
  expect(states[2]).toMatchObject({ rule: "/tools/zabbix_host_delete/action", message: "Hosts stay." });
  expect(countStates(states)).toEqual({ allowed: 1, limited: 1, approval: 0, denied: 2, hidden: 1 });
});

test("a document that cannot be compiled has no states", () => expect(effectiveTools('{ "version": "1" }', tools)).toBeNull());
