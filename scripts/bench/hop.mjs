// The least that a Node hop can be: parse, look one route up, dispatch, answer with one write. What the gateway is measured against.
// Usage: node hop.mjs ORIGIN TOKEN
import http from "node:http";
import { Pool } from "undici";

const [origin, token] = process.argv.slice(2);
const pool = new Pool(origin, { connections: 128, pipelining: 1 });
const routes = new Map([
  [`Bearer ${token} /mcp`, { path: "/mcp" }],
  [`Bearer ${token} /events`, { path: "/events" }],
]);

const server = http.createServer((request, response) => {
  let body;
  request.on("data", (chunk) => {
    body = body ? Buffer.concat([body, chunk]) : chunk;
  });
  request.on("end", () => relay(request, response, body));
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.on("SIGTERM", () => process.exit(0));

function relay(request, response, body) {
  const message = JSON.parse(body);
  const route = routes.get(`${request.headers.authorization} ${request.url}`);
  if (!route || message.jsonrpc !== "2.0") return void response.writeHead(401).end();
  let status;
  let chunks;
  let resume;
  pool.dispatch(
    {
      path: route.path,
      method: "POST",
      headers: ["content-type", "application/json", "accept", request.headers.accept],
      body,
    },
    {
      // Whoever hangs up takes the upstream's answer along: one that waits for a client that is gone would keep its connection for good.
      onConnect(abort) {
        response.once("close", () => response.writableFinished || abort());
      },
      onHeaders(code, _headers, again) {
        status = code;
        resume = again;
        if (request.url === "/events") response.writeHead(code, ["content-type", "text/event-stream"]);
        return true;
      },
      onData(chunk) {
        if (request.url === "/events") {
          if (response.write(chunk)) return true;
          response.once("drain", resume);
          return false;
        }
        chunks = chunks ? Buffer.concat([chunks, chunk]) : chunk;
        return true;
      },
      onComplete() {
        if (request.url === "/events") return void response.end();
        response.writeHead(status, ["content-type", "application/json", "content-length", String(chunks.length)]);
        response.end(chunks);
      },
      onError() {
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      },
    },
  );
}
