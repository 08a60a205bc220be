import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import part from "../testing/sarif-2.1.0-part.json" with { type: "json" };
import { workbench } from "../testing/workbench.ts";

const { file, portcullis, remove } = workbench();
afterAll(remove);

const schema = z.fromJSONSchema(part as Parameters<typeof z.fromJSONSchema>[0]);
type Log = {
  version: string;
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      message: { text?: string };
      locations: { physicalLocation: { region: { startLine: number }; artifactLocation: { uri: string } } }[];
    }[];
  }[];
};

const logOf = async (name: string, content: string): Promise<Log> => {
  const { out } = await portcullis(["scan", file(name, content), "--format", "sarif"]);
  return JSON.parse(out) as Log;
};
const servers = {
  pay: { command: "npx", args: ["-y", "@stripe/mcp"], env: { STRIPE_SECRET_KEY: "sk_live_0123456789abcdef" } },
  plain: { url: "http://mcp.example.com/mcp" },
};

test.each([
  ["with findings of every level", "a b/ü [1]&%.json".replace("/", "-"), JSON.stringify({ mcpServers: servers })],
  ["of a configuration that cannot be read", "broken.json", '{"mcpServers": {'],
  ["without findings", "none.json", '{"mcpServers": {}}'],
])("a log %s is what SARIF 2.1.0 asks for", async (_, name, content) => {
  const log = await logOf(name, content);
  expect(schema.safeParse(log).error).toBeUndefined();
  for (const { tool, results } of log.runs)
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test("the schema refuses what SARIF refuses", async () => {
  const spoiled: ((log: Log) => void)[] = [
    (log) => (log.version = "2.0.0"),
    (log) => delete result(log).message.text,
    (log) => (result(log).level = "high"),
    (log) => (result(log).ruleIndex = -2),
    (log) => (place(log).region.startLine = 0),
    (log) => (place(log).artifactLocation.uri = "my project/.mcp.json"),
    (log) => Object.assign(result(log), { risk: "high" }),
  ];
  for (const spoil of spoiled) {
    const log = await logOf("all.json", JSON.stringify({ mcpServers: servers }));
    spoil(log);
    expect(schema.safeParse(log).success, spoil.toString()).toBe(false);
  }
});

const result = (log: Log) => log.runs[0]?.results[0] as Log["runs"][0]["results"][0];
const place = (log: Log) => result(log).locations[0]?.physicalLocation as Log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
