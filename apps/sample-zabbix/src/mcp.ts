import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ErrorCode, ListToolsRequestSchema, McpError } from "@modelcontextprotocol/sdk/types.js";
import type { Backend } from "./backend.ts";
import { callTool } from "./call-tool.ts";
import { catalogue, findTool } from "./catalogue.ts";

/** One MCP server for one session. Tools go out as the catalogue has them: the SDK's own registry would rewrite their schemas. */
export function mcpServer(backend: Backend): Server {
  const server = new Server(
    { name: "portcullis_sample_zabbix", title: "Zabbix (Portcullis sample)", version: "0.1.0" },
    {
      capabilities: { tools: {} },
      instructions: "A Zabbix to try things on. Find hosts with zabbix_host_get before acting on them by id.",
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [...catalogue] }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = findTool(params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${params.name}`);
    return callTool(backend, tool, params.arguments ?? {});
  });
  return server;
}
