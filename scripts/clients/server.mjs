// The server that the clients are connected to: both eras on the official SDK, four tools. Prints its port.
import http from "node:http";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

export const TOOLS = ["inventory_list", "inventory_get", "inventory_remove", "inventory_purge"];

const handler = createMcpHandler(() => {
  const server = new McpServer({ name: "inventory", version: "1.0.0" }, { capabilities: { tools: { listChanged: true } } });
  for (const name of TOOLS)
    server.registerTool(
      name,
      { description: `${name} of the test`, inputSchema: z.object({ key: z.string().optional() }) },
      async ({ key }) => ({
        content: [{ type: "text", text: `${name} ${key ?? ""}` }],
      }),
    );
  return server;
});

if (import.meta.filename === process.argv[1]) {
  const server = http.createServer((request, response) => void answer(request, response).catch((error) => response.destroy(error)));
  server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
  process.on("SIGTERM", () => process.exit(0));
}

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const found = await handler.fetch(new Request(`http://${headers.host}${url}`, { method, headers: Object.entries(headers), body }));
  response.writeHead(found.status, Object.fromEntries(found.headers));
  if (found.body) for await (const chunk of found.body) response.write(chunk);
  response.end();
}
