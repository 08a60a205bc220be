/** An MCP server of a test's own with as many tools as asked, whose definitions may change while it runs: enough of the protocol to be registered, listed and called. */
import http from "node:http";
import type { AddressInfo } from "node:net";

const verbs = ["get", "list", "create", "update", "delete"];
const nameOf = (index: number) => `${verbs[index % verbs.length]}_item_${index}`;

const toolAt = (index: number) => ({
  name: nameOf(index),
  description: `Works on item ${index} of the inventory and answers with what is there afterwards.`,
  inputSchema: {
    type: "object",
    properties: { id: { type: "string" }, amount: { type: "number" }, state: { enum: ["open", "held", "gone"] } },
    required: ["id"],
  },
});

type Request = { id?: number | string; method?: string; params?: { protocolVersion?: string; name?: string } };

type WideServer = {
  url: string;
  /** Of its tools, in order. */
  names: string[];
  /** Calls that have reached it, by the tool's name. */
  calls: string[];
  /** What a tool says of itself from now on. */
  describe: (name: string, description: string) => void;
  close: () => Promise<void>;
};

export async function wideServer(count: number): Promise<WideServer> {
  const tools = Array.from({ length: count }, (_, index) => toolAt(index));
  const calls: string[] = [];
  const server = http.createServer(async (request, response) => {
    if (request.method !== "POST") return void response.writeHead(405).end();
    const message = JSON.parse(await textOf(request)) as Request;
    if (message.id === undefined) return void response.writeHead(202).end();
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id: message.id, ...answer(message) }));
  });
  const answer = ({ method, params }: Request) => {
    if (method === "tools/list") return { result: { tools } };
    if (method === "tools/call") {
      calls.push(params?.name ?? "");
      return { result: { content: [{ type: "text", text: "done" }] } };
    }
    if (method !== "initialize") return { error: { code: -32601, message: "There is no such method here." } };
    const serverInfo = { name: "wide", version: "1.0.0" };
    return { result: { protocolVersion: params?.protocolVersion ?? "2025-06-18", capabilities: { tools: {} }, serverInfo } };
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    names: tools.map(({ name }) => name),
    calls,
    describe: (name, description) => {
      for (const tool of tools) if (tool.name === name) tool.description = description;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
