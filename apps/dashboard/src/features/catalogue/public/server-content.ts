import {
  type CatalogueSize,
  type Category,
  categoryOrder,
  categoryWords,
  type PageServer,
  recommendPolicy,
  riskOf,
  type ServerPageContent,
  shown,
  type ToolDefinition,
} from "@portcullis/catalogue";
import { tokensOf } from "./tokens.ts";

export type DefinedTool = { name: string; category: Category; definition: ToolDefinition; size: number };

/** What the page of a server says. `size` of a tool: characters of its definition. */
export function serverContent(server: PageServer, tools: readonly DefinedTool[], all: CatalogueSize): ServerPageContent {
  const name = shown(server.name, 80);
  const count = (category: Category) => tools.filter((tool) => tool.category === category).length;
  const counts = categoryOrder
    .map((category) => ({ category, name: categoryWords[category].name, risk: riskOf(category), count: count(category) }))
    .filter((one) => one.count > 0);
  const grave = count("destructive");
  const changing = tools.length - count("read") - count("unclassified");
  const tokens = tokensOf(tools.reduce((sum, tool) => sum + tool.size, 0));
  const heaviest = [...tools].sort((a, b) => b.size - a.size).slice(0, 8);
  const asked = tools.map((tool) => ({ name: tool.name, category: tool.category, inputSchema: tool.definition.inputSchema }));
  const { document, effect } = recommendPolicy(asked);
  const number = (of: number) => of.toLocaleString("en-US");
  const toolsOf = (of: number) => `${number(of)} ${of === 1 ? "tool" : "tools"}`;
  return {
    name,
    title: `${name}: ${toolsOf(tools.length)}, risks and policy`,
    description: `${toolsOf(tools.length)} of the ${name} MCP server, ${number(changing)} of which can modify or destroy: category and risk of each, and a policy to start from.`,
    summary: [`What agents can do with the ${name} MCP server, tool by tool, and the policy that keeps it to what you mean.`],
    counts,
    dangerous: [
      `${toolsOf(tools.length)}, ${number(changing)} can modify or destroy.`,
      ...(grave > 0 ? [` ${number(grave)} of them ${grave === 1 ? "deletes or ends" : "delete or end"} something for good.`] : []),
    ],
    weight: {
      tokens,
      text: [
        `A client that loads all definitions spends about ${number(tokens)} tokens of every conversation on them, before anything is asked. A policy that hides what nobody needs makes the list shorter as well.`,
      ],
      heaviest: heaviest.map((tool) => ({ name: tool.name, tokens: tokensOf(tool.size) })),
    },
    control: {
      heading: "How to control it",
      paragraphs: [],
      policy: document,
      policyText: JSON.stringify(document, null, 2),
      effect,
      steps: [
        { title: "Register the server.", text: ["An account is free, and nothing is installed on anybody’s machine."] },
        { title: "Add this policy.", text: ["Paste it, or build it in the editor; it is checked against the server’s real tools."] },
        { title: "Point the client at the gateway URL.", text: ["From then on every call is checked before it reaches the server."] },
      ],
    },
    questions: {
      heading: "Questions",
      items: [
        {
          question: [`How many tools does the ${name} MCP server have?`],
          answer: [`${toolsOf(tools.length)}: ${counts.map((one) => `${number(one.count)} ${one.name}`).join(", ")}.`],
        },
        {
          question: [`How do I let an agent only read from ${name}?`],
          answer: [
            "With a policy whose ",
            { code: "default" },
            " is ",
            { code: "deny" },
            " and whose only entry is ",
            { code: "@read" },
            ". Every other tool is refused, those that come later among them.",
          ],
        },
      ],
    },
    callToAction: {
      heading: `Put a policy on ${name}`,
      text: [
        `${toolsOf(tools.length)} of this server catalogued and risk-classified, ${number(all.tools)} tools of ${number(all.servers)} servers in the index.`,
      ],
    },
  };
}
