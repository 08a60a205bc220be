// An organization that asks for far more than its share, in a thread of its own: its load and its slow server keep nobody waiting who measures beside it.
import http from "node:http";
import { parentPort } from "node:worker_threads";

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const { id, params } = JSON.parse(Buffer.concat(chunks).toString());
    const answer = () =>
      response.writeHead(200, { "content-type": "application/json" }).end(
        JSON.stringify({
          jsonrpc: "2.0",
          id,
          result: { content: [{ type: "text", text: "x".repeat(params?.name === "big" ? 200_000 : 10) }] },
        }),
      );
    if (params?.name === "slow") setTimeout(answer, 3_000);
    else answer();
  });
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/mcp`));

const clients = 40;
const large = "x".repeat(400_000);
const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
const said = { done: 0, refused: 0, other: 0, minutes: 0 };
let isOver = false;

parentPort.on("message", async (message) => {
  if (message === "stop") {
    isOver = true;
    return;
  }
  const begunAt = Date.now();
  await Promise.all(Array.from({ length: clients }, (_, n) => client(message, n)));
  said.minutes = (Date.now() - begunAt) / 60_000;
  parentPort.postMessage(said);
  server.closeAllConnections();
  server.close();
  agent.destroy();
});

async function client({ url, token }, n) {
  for (let turn = 0; !isOver; turn++) {
    const name = n < 4 ? "slow" : n < 8 && turn % 5 === 0 ? "big" : "read";
    const body = { jsonrpc: "2.0", id: turn, method: "tools/call", params: { name, arguments: name === "big" ? { text: large } : {} } };
    const text = await ask(url, token, JSON.stringify(body));
    if (text.includes("POLICY DENIED") || text.includes("Retry")) said.refused++;
    else if (text.includes('"result"')) said.done++;
    else said.other++;
  }
}

function ask(url, token, body) {
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream", authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const request = http.request(url, { method: "POST", agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        if (text.length < 2_000) text += part;
      });
      answer.once("close", () => resolve(text));
    });
    request.once("error", () => resolve(""));
    request.end(body);
  });
}
