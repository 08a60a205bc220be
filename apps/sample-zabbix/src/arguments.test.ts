import { expect, test } from "vitest";
import { problemIn, withDefaults } from "./arguments.ts";
import { catalogue, findTool } from "./catalogue.ts";

const problem = (tool: string, args: unknown) => problemIn(args, findTool(tool)?.inputSchema ?? {});

test.each<[string, unknown, string | undefined]>([
  ["zabbix_login", {}, undefined],
  ["zabbix_login", { password: "x" }, "arguments.password is not an argument of this tool."],
  ["zabbix_login", [], "arguments must be of type object."],
  ["zabbix_host_delete", {}, "arguments.hostids is missing."],
  ["zabbix_host_delete", { hostids: [] }, "arguments.hostids must have at least 1 elements."],
  ["zabbix_host_delete", { hostids: ["1", 2] }, "arguments.hostids[1] must be of type string."],
  ["zabbix_host_delete", { hostids: [""] }, "arguments.hostids[0] must have at least 1 characters."],
  ["zabbix_host_get", { output: "extend", selectGroups: ["name"], limit: 1 }, undefined],
  ["zabbix_host_get", { output: "all" }, "arguments.output has none of the forms that it may have."],
  ["zabbix_host_get", { selectMacros: 7 }, "arguments.selectMacros has none of the forms that it may have."],
  ["zabbix_host_get", { limit: 0 }, "arguments.limit must be greater than 0."],
  ["zabbix_host_get", { limit: 1.5 }, "arguments.limit must be of type integer."],
  ["zabbix_host_get", { sortorder: "asc" }, 'arguments.sortorder must be one of "ASC", "DESC".'],
  ["zabbix_host_update", { hostid: "1", templates_clear: [{ id: "1" }] }, "arguments.templates_clear[0].templateid is missing."],
  ["zabbix_get_problems", { time_from: 1, time_till: -1 }, "arguments.time_till must be at least 0."],
  ["zabbix_get_problems", { severities: [6] }, "arguments.severities[0] must be at most 5."],
  ["zabbix_host_get", JSON.parse('{"__proto__":{}}'), "arguments.__proto__ is not an argument of this tool."],
])("%s %j: %s", (tool, args, expected) => {
  expect(problem(tool, args)).toBe(expected);
});

test("defaults fill what the caller left out, and only that", () => {
  const { inputSchema = {} } = findTool("zabbix_host_get") ?? {};
  expect(withDefaults({ output: ["host"] }, inputSchema)).toEqual({
    output: ["host"],
    selectGroups: "extend",
    selectInterfaces: "extend",
    selectParentTemplates: "extend",
  });
});

test("the catalogue uses no keyword that the check does not know", () => {
  const known = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "enum",
    "const",
    "default",
    "minimum",
    "maximum",
  ];
  const passed = [...known, "exclusiveMinimum", "minLength", "minItems", "$ref", "$schema", "format"];
  const keywords = new Set<string>();
  const visit = (schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [keyword, value] of Object.entries(schema)) {
      keywords.add(keyword);
      if (keyword === "properties") Object.values(value).forEach(visit);
      else if (keyword === "anyOf") value.forEach(visit);
      else if (keyword === "items" || keyword === "additionalProperties") visit(value);
    }
  };
  for (const { inputSchema } of catalogue) visit(inputSchema);
  expect([...keywords].filter((keyword) => !passed.includes(keyword))).toEqual([]);
});
