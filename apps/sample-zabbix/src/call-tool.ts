import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { problemIn, withDefaults } from "./arguments.ts";
import { type Backend, ZabbixError } from "./backend.ts";
import type { ToolDefinition } from "./catalogue.ts";
import { operations } from "./operations.ts";

/** Runs one tool. Whatever goes wrong is a result with `isError` and a sentence that a model can act on; nothing is thrown. */
export async function callTool(
  backend: Backend,
  { name, inputSchema }: ToolDefinition,
  args: Record<string, unknown>,
): Promise<CallToolResult> {
  const problem = problemIn(args, inputSchema);
  if (problem !== undefined) return failed(`Wrong arguments for ${name}: ${problem}`);
  const operation = operations.get(name);
  if (!operation) return failed(`${name} is listed, but this sample server does not implement it.`);
  try {
    const result = await operation.run(backend, withDefaults(args, inputSchema));
    return text(result === undefined ? operation.says : `${operation.says}\n${JSON.stringify(result, null, 2)}`);
  } catch (error) {
    return failed(
      error instanceof ZabbixError ? `Zabbix did not do it: ${error.message}` : "The sample server failed while it worked on this call.",
    );
  }
}

const text = (line: string): CallToolResult => ({ content: [{ type: "text", text: line }] });
const failed = (line: string): CallToolResult => ({ ...text(line), isError: true });
