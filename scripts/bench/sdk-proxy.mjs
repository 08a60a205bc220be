// The proxy that anyone would write first: the official SDK in front, the official SDK behind. Usage: node sdk-proxy.mjs UPSTREAM_URL
import { setMaxListeners } from "node:events";
import http from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const client = new Client({ name: "proxy", version: "1.0.0" });
// The SDK hands one signal to all its requests; under load Node warns of that by the thousand.
const quietFetch = (url, init) => {
  if (init?.signal) setMaxListeners(0, init.signal);
  return fetch(url, init);
};
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv[2]), { fetch: quietFetch }));
const listener = http.createServer(async (request, response) => {
  const server = new Server({ name: "proxy", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => client.listTools(params));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => client.callTool({ name: params.name, arguments: params.arguments }));
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  response.once("close", () => void server.close());
  await server.connect(transport);
  await transport.handleRequest(request, response);
});
listener.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: listener.address().port })));
process.on("SIGTERM", () => process.exit(0));
