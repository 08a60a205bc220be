import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";

/** The official SDK's client, connected through the gateway as any agent would be. */
export async function connectClient(gatewayUrl: string, token: string) {
  const client = new Client({ name: "journey", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL(gatewayUrl), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name: string, args: Record<string, unknown> = {}) =>
      readAnswer((await client.callTool({ name, arguments: args })) as CallToolResult),
    close: () => client.close(),
  };
}

export type McpClient = Awaited<ReturnType<typeof connectClient>>;
/** What the gateway says beside a refusal (protocol.md section 7). */
export type DecisionNote = {
  decision: string;
  reason: string;
  rule: string;
  policy_version?: number;
  retry_after_seconds?: number;
  approval_id?: string;
  approval_url?: string;
};

function readAnswer(result: CallToolResult) {
  const [first] = result.content;
  return {
    isError: result.isError === true,
    text: first?.type === "text" ? first.text : "",
    decision: result._meta?.["io.portcullis/decision"] as DecisionNote | undefined,
  };
}
