/** An MCP server of a test's own with as many tools as asked: enough of the protocol to be registered and listed, and nothing to call. */
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

type Request = { id?: number | string; method?: string; params?: { protocolVersion?: string } };

/** @returns its address, the names of its tools in order, and what stops it */
export async function wideServer(count: number): Promise<{ url: string; names: string[]; close: () => Promise<void> }> {
  const tools = Array.from({ length: count }, (_, index) => toolAt(index));
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
    if (method !== "initialize") return { error: { code: -32601, message: "There is no such method here." } };
    const serverInfo = { name: "wide", version: "1.0.0" };
    return { result: { protocolVersion: params?.protocolVersion ?? "2025-06-18", capabilities: { tools: {} }, serverInfo } };
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    names: tools.map(({ name }) => name),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
