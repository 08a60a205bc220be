import type { Schema } from "./arguments.ts";
import tools from "./data/tools.json" with { type: "json" };

export type ToolDefinition = { name: string; description: string; inputSchema: Schema & { type: "object" } };

/** The 102 tools, in the order and with the schemas of the Zabbix MCP server that this one stands in for. */
export const catalogue = tools as unknown as readonly ToolDefinition[];

const byName = new Map(catalogue.map((tool) => [tool.name, tool]));

export const findTool = (name: string): ToolDefinition | undefined => byName.get(name);
