// The server behind every hop: node:http that answers a fixed result. It also knows the few messages by which a gateway discovers it.
import http from "node:http";
import { ANSWER, PROTOCOL_VERSION, TOOL } from "./messages.mjs";

const answer = Buffer.from(ANSWER);
const head = ["content-type", "application/json", "content-length", String(answer.length)];

const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  let body;
  request.on("data", (chunk) => {
    body = body ? Buffer.concat([body, chunk]) : chunk;
  });
  request.on("end", () => {
    if (body?.includes('"tools/call"')) {
      response.writeHead(200, head);
      response.end(answer);
    } else discovery(body, response);
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => process.exit(0));

const results = {
  initialize: {
    protocolVersion: PROTOCOL_VERSION,
    capabilities: { tools: {} },
    serverInfo: { name: "bench-upstream", version: "1.0.0" },
  },
  "tools/list": { tools: [{ name: TOOL, description: "Looks hosts up.", inputSchema: { type: "object" } }] },
};

function discovery(body, response) {
  if (!body) return void response.writeHead(405, { allow: "POST" }).end();
  const { id, method } = JSON.parse(body);
  if (id === undefined) return void response.writeHead(202).end();
  const result = results[method];
  const reply = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply));
}
