import { type Category, recommendPolicy } from "@portcullis/catalogue";
import { argumentPaths } from "./builder/model/argument-paths.ts";
import type { StarterId } from "./starters.ts";

export type StarterTool = { name: string; category?: Category; inputSchema?: unknown };

/** The document's text, in the form people keep. `tools` are the server's tools with the category that counts. */
export function starterDocument(id: StarterId, tools: readonly StarterTool[]): string {
  return `${JSON.stringify(documentOf(id, tools), null, 2)}\n`;
}

function documentOf(id: StarterId, tools: readonly StarterTool[]): object {
  const has = (category: Category) => tools.some((tool) => (tool.category ?? "unclassified") === category);
  const naming = (entries: readonly (readonly [Category, object])[]) =>
    Object.fromEntries(entries.filter(([category]) => has(category)).map(([category, entry]) => [`@${category}`, entry]));
  switch (id) {
    case "recommended":
      return recommendPolicy(tools.map(({ name, category = "unclassified", inputSchema }) => ({ name, category, inputSchema }))).document;
    case "read-only":
      return { version: "1", default: "deny", tools: naming([["read", {}]]) };
    case "no-deletes":
      return { version: "1", default: "allow", ...(has("destructive") && { hide: ["@destructive"] }) };
    case "business-hours": {
      const entry = { require: [officeHours] };
      return {
        version: "1",
        default: "deny",
        ...(has("destructive") && { hide: ["@destructive"] }),
        tools: naming([
          ["read", {}],
          ...(["write", "execute", "financial", "unclassified"] as const).map((category) => [category, entry] as const),
        ]),
      };
    }
    case "spend-cap":
      return { version: "1", default: "deny", tools: { ...naming([["read", {}]]), ...spendCaps(tools) } };
    case "one-tool": {
      const example = exampleTool(tools);
      const entry = { limits: [{ counter: `${example}_rate`, window: "minute", max: 10, scope: "grant" }] };
      return { version: "1", default: "deny", tools: example ? { [example]: entry } : {} };
    }
    case "nothing":
      return { version: "1", default: "deny", tools: {} };
    case "everything":
      return { version: "1", default: "allow", tools: {} };
  }
}

const officeHours = {
  name: "business hours",
  conditions: [
    { path: "time.weekday", op: "lte", value: 5 },
    { path: "time.hour", op: "gte", value: 8 },
    { path: "time.hour", op: "lt", value: 18 },
  ],
  on_deny: "This is allowed Monday to Friday from 8 to 18 UTC. Try again then.",
};

/** Each tool that moves money and names an amount shares one counter; one that names none waits for a person alone. */
const spendCaps = (tools: readonly StarterTool[]): Record<string, object> =>
  Object.fromEntries(
    tools
      .filter(({ category, name }) => category === "financial" && !name.includes("*") && !name.startsWith("@"))
      .map(({ name, inputSchema }) => {
        const numbers = argumentPaths(inputSchema).filter(({ type, path }) => type === "number" && !path.includes("["));
        const amount = numbers.find(({ path }) => /amount|total|price|value|sum|cost/i.test(path)) ?? numbers[0];
        const limits = amount && [
          {
            counter: "spend",
            window: "day",
            max: 1_000,
            scope: "grant",
            amount: amount.path,
            on_deny: "The day's budget is used up. Ask the owner of the grant.",
          },
        ];
        return [name, { action: "require_approval", ...(limits && { limits }) }];
      }),
  );

/** The best known example where the server has it, else a tool that only reads, else the first one. */
function exampleTool(tools: readonly StarterTool[]): string | undefined {
  const found = tools.find((tool) => tool.name === "zabbix_logout") ?? tools.find((tool) => tool.category === "read") ?? tools[0];
  return found?.name;
}
