import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { classify, type ToolDefinition } from "../index.ts";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const golden = read("../../golden/zabbix.json") as { tool: string; category: string; risk: string; evidence: string }[];
const recorded = read("../../data/zabbix.json") as { name: string; tools: ToolDefinition[] };
// The same tools as another author describes them.
const sample = read("../../../../apps/sample-zabbix/src/data/tools.json") as ToolDefinition[];
const server = { name: recorded.name, tools: recorded.tools.map(({ name }) => name) };

test("the golden file covers every tool of the server, each once", () => {
  expect(golden.map(({ tool }) => tool)).toEqual(server.tools);
  expect(golden).toHaveLength(102);
});

describe.each(golden)("$tool", ({ tool: name, category, risk, evidence }) => {
  const definition = recorded.tools.find((tool) => tool.name === name) as ToolDefinition;

  test(`is ${category}, by the words of its definition`, () => {
    const found = classify(definition, server);
    expect({ category: found.category, risk: found.risk }).toEqual({ category, risk });
    expect(found.evidence[0]).toMatchObject({ quote: evidence, says: category });
    for (const { field, quote } of found.evidence) expect(String(definition[field as "name"])).toContain(quote);
  });

  test("is the same in the sample server's words", () => {
    const { category: found, evidence: words } = classify(sample.find((tool) => tool.name === name) as ToolDefinition, server);
    expect({ found, words }).toMatchObject({ found: category });
  });

  test("is the same by its name alone", () => expect(classify({ name }, server).category).toBe(category));
});

test("a logout is Execute and High", () => {
  const tool = recorded.tools.find(({ name }) => name === "zabbix_logout") as ToolDefinition;
  expect(classify(tool, server)).toMatchObject({ category: "execute", risk: "high" });
});
