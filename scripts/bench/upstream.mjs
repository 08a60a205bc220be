// The server behind every hop: node:http that answers a fixed result, as JSON at /mcp and as an event stream at /events; GET holds a stream open.
import http from "node:http";
import { ANSWER, allTools, initializeResult, LIST_ANSWER } from "./messages.mjs";

const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  if (request.method === "GET") return hold(response);
  let body;
  request.on("data", (chunk) => {
    body = body ? Buffer.concat([body, chunk]) : chunk;
  });
  const [call, list] = request.url === "/events" ? events : plain;
  request.on("end", () => {
    if (body?.includes('"tools/call"') && body.includes('"id":1,')) give(response, call);
    else if (body?.includes('"tools/list"') && body.includes('"id":77,')) give(response, list);
    else discovery(body, response);
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => process.exit(0));

const json = (text) => ({
  bytes: Buffer.from(text),
  head: ["content-type", "application/json", "content-length", String(Buffer.byteLength(text))],
});
const event = (text) => ({ bytes: Buffer.from(`event: message\ndata: ${text}\n\n`), head: ["content-type", "text/event-stream"] });
const plain = [json(ANSWER), json(LIST_ANSWER)];
const events = [event(ANSWER), event(LIST_ANSWER)];

const head = { "content-type": "application/json" };

function give(response, { bytes, head }) {
  response.writeHead(200, head);
  response.end(bytes);
}

function hold(response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
}

function discovery(body, response) {
  if (!body) return void response.writeHead(405, { allow: "POST" }).end();
  const { id, method } = JSON.parse(body);
  if (id === undefined) return void response.writeHead(202).end();
  if (method === "tools/call") return void response.writeHead(200, head).end(ANSWER.replace('"id":1', () => `"id":${JSON.stringify(id)}`));
  const result = method === "initialize" ? initializeResult : method === "tools/list" ? allTools : undefined;
  const reply = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
  response.writeHead(200, head).end(JSON.stringify(reply));
}
