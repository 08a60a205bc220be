import type { Inventory } from "@portcullis/control-plane";
import { expect, test } from "vitest";
import { filteredRows, readInventoryFilters, toolRows, writeInventoryFilters } from "./rows.ts";

const inventory: Inventory = {
  servers: [
    {
      slug: "zabbix",
      name: "Zabbix",
      enabled: true,
      tools: [
        { name: "get_hosts", category: "read", risk: "low" },
        { name: "delete_host", category: "destructive", risk: "critical" },
      ],
    },
    { slug: "bare", name: "Bare", enabled: true, tools: [{ name: "alone", category: "unclassified", risk: "medium" }] },
  ],
  policies: [
    {
      id: "p",
      name: "ops",
      serverSlug: "zabbix",
      version: 2,
      observing: false,
      states: ["allowed", "denied"],
      rules: ["/tools/*", "/default"],
      approvers: ["", ""],
    },
    {
      id: "o",
      name: "watch",
      serverSlug: "zabbix",
      version: 1,
      observing: true,
      states: ["allowed", "denied"],
      rules: ["/tools/*", "/default"],
      approvers: ["", ""],
    },
  ],
  grants: [
    { id: "g1", label: "night", expiresAt: null, access: [{ serverSlug: "zabbix", policyId: "p", shadowPolicyName: null }] },
    { id: "g2", label: "day", expiresAt: null, access: [{ serverSlug: "zabbix", policyId: "o", shadowPolicyName: null }] },
    { id: "g3", label: "new", expiresAt: null, access: [{ serverSlug: "zabbix", policyId: null, shadowPolicyName: null }] },
  ],
};
const rows = toolRows(inventory);
const found = (query: string) =>
  filteredRows(rows, readInventoryFilters(new URLSearchParams(query))).map(({ name, holders }) => [
    name,
    holders.map(({ label }) => label),
  ]);

test("who can call @destructive: whoever only observes can, whoever has no policy cannot", () => {
  expect(found("search=@destructive&effect=callable")).toEqual([["delete_host", ["day"]]]);
  expect(found("category=destructive&effect=denied")).toEqual([["delete_host", ["night", "day", "new"]]]);
});

test("by grant, server, risk and text; a tool that nobody reaches is there until somebody is asked for", () => {
  expect(found("grant=g1")).toEqual([
    ["get_hosts", ["night"]],
    ["delete_host", ["night"]],
  ]);
  expect(found("server=bare")).toEqual([["alone", []]]);
  expect(found("risk=low")).toEqual([["get_hosts", ["night", "day", "new"]]]);
  expect(found("search=HOST&effect=allowed")).toEqual([["get_hosts", ["night", "day"]]]);
  expect(writeInventoryFilters(readInventoryFilters(new URLSearchParams("effect=denied&search=@read&nothing=1")))).toBe(
    "category=read&effect=denied",
  );
});
