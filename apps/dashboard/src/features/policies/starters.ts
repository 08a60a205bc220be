import { type Category, recommendPolicy } from "@portcullis/catalogue";
import { argumentPaths } from "./builder/model/argument-paths.ts";

/** What a new policy can start from. */
export type StarterId = "recommended" | "read-only" | "no-deletes" | "business-hours" | "spend-cap" | "nothing" | "one-tool" | "everything";

export const starters: readonly { id: StarterId; label: string; hint: string }[] = [
  {
    id: "recommended",
    label: "Recommended for this server",
    hint: "By what each tool does: reading is free, writing is limited, what destroys is hidden, what moves money waits for a person.",
  },
  { id: "read-only", label: "Read only", hint: "Tools that only read are allowed. Everything else is denied." },
  { id: "no-deletes", label: "No deletes", hint: "Everything is allowed but tools that destroy, which are hidden." },
  {
    id: "business-hours",
    label: "Business hours",
    hint: "Reading always; everything else Monday to Friday, 8 to 18 UTC. What destroys is hidden.",
  },
  {
    id: "spend-cap",
    label: "Spend cap",
    hint: "At most 1,000 a day and grant through tools that move money, each of them approved. Reading is free.",
  },
  {
    id: "one-tool",
    label: "One tool with a limit",
    hint: "One tool of this server, at most 10 calls a minute for each grant. Everything else is denied.",
  },
  { id: "nothing", label: "Nothing", hint: "Every call is denied until you say what is allowed. The safe start." },
  {
    id: "everything",
    label: "Everything the server offers",
    hint: "Every call is allowed, also of tools the server adds later. Good for looking around.",
  },
];

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
