import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { classify, describesInOurWords, readCatalogueDocument, type ToolDefinition, toolPage } from "../index.ts";

const recorded = JSON.parse(readFileSync(new URL("../../data/zabbix.json", import.meta.url), "utf8"));
const [server] = readCatalogueDocument(recorded, { from: "", at: "" }).records;
const tool: ToolDefinition = { name: "zabbix_do", description: "Deletes hosts for good." };
const pageOf = (ourWords: boolean) => toolPage(tool, classify(tool, { name: "Zabbix" }), { slug: "zabbix", name: "Zabbix", ourWords }, []);

test("the record of a server whose texts were not copied says so, and another's does not", () => {
  expect(describesInOurWords(server?.origins.tools?.from)).toBe(true);
  expect(describesInOurWords("tools/list, answered by the server itself")).toBe(false);
  expect(describesInOurWords(null)).toBe(false);
});

test("a description of ours is never quoted as the server's", () => {
  const told = (ourWords: boolean) => JSON.stringify(pageOf(ourWords));
  expect(told(false)).toContain('"fieldName":"Description"');
  expect(told(false)).toContain("In the words of Zabbix");
  expect(told(true)).toContain('"fieldName":"Our summary of its description"');
  expect(told(true)).not.toMatch(/"fieldName":"Description"|In the words of Zabbix|in its description/);
});
