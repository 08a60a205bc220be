import { readFileSync } from "node:fs";
import path from "node:path";
import { lint } from "@portcullis/policy";
import { expect, test } from "vitest";
import { examplePolicy, exampleTools } from "./example-policy.ts";

const folder = import.meta.dirname;
const sample = JSON.parse(readFileSync(path.join(folder, "../../../../sample-zabbix/src/data/tools.json"), "utf8")) as
  | { tools?: Tool[] }
  | Tool[];
type Tool = { name: string; inputSchema?: unknown };
const tools = Array.isArray(sample) ? sample : (sample.tools ?? []);

test("what the landing page shows works on the sample server: no finding, and every tool that it names is there", () => {
  expect(tools.length).toBe(102);
  const facts = tools.map(({ name, inputSchema }) => ({ name, inputSchema }));
  expect(lint(examplePolicy, { tools: facts })).toEqual([]);
  const names = new Set(tools.map(({ name }) => name));
  const shown = ["how-it-works.tsx", "gate-figure.tsx"].flatMap(
    (file) => readFileSync(path.join(folder, file), "utf8").match(/zabbix_[a-z_]+/g) ?? [],
  );
  expect([...shown, ...exampleTools].filter((name) => !names.has(name))).toEqual([]);
});
