import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

export type Answer = { isError: boolean; line: string; json: unknown };
export type Connected = {
  client: Client;
  transport: StreamableHTTPClientTransport;
  /** Calls a tool; `line` is the first line of its text, `json` what follows it. */
  call(name: string, args?: Record<string, unknown>): Promise<Answer>;
};

/** A real MCP client, for tests. */
export async function connect(url: string): Promise<Connected> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL(url));
  await client.connect(transport);
  return {
    client,
    transport,
    async call(name, args = {}) {
      const { content, isError } = await client.callTool({ name, arguments: args });
      const [first] = content as { text: string }[];
      const [line = "", ...rest] = (first?.text ?? "").split("\n");
      return { isError: isError === true, line, json: rest.length > 0 ? JSON.parse(rest.join("\n")) : undefined };
    },
  };
}
