// A wire-tap between a client and the gateway: passes every byte on and keeps what the client asked and which tools it was told of.
import http from "node:http";

/** @returns {Promise<{ url: (gatewayUrl: string) => string, seen: { method: string, status: number, tools?: string[] }[], close: () => Promise<void> }>} */
export async function startTap(gatewayOrigin) {
  const { hostname, port } = new URL(gatewayOrigin);
  const seen = [];
  const server = http.createServer((request, response) => {
    const asked = [];
    request.on("data", (chunk) => asked.push(chunk));
    const headers = { ...request.headers, host: `${hostname}:${port}` };
    const sent = http.request({ hostname, port, path: request.url, method: request.method, headers }, (answer) => {
      const told = [];
      answer.on("data", (chunk) => told.push(chunk));
      answer.on("end", () => seen.push(exchange(request.method, answer.statusCode, asked, told)));
      response.writeHead(answer.statusCode, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    });
    sent.on("error", () => response.destroy());
    response.on("close", () => sent.destroy());
    request.pipe(sent);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: (gatewayUrl) => `http://127.0.0.1:${server.address().port}${new URL(gatewayUrl).pathname}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function exchange(httpMethod, status, asked, told) {
  const message = parsed(Buffer.concat(asked).toString());
  const text = Buffer.concat(told).toString();
  const answers = text.startsWith("{") ? [parsed(text)] : [...text.matchAll(/^data: ?(.*)$/gm)].map(([, data]) => parsed(data));
  const tools = answers.find((answer) => answer?.result?.tools)?.result.tools.map(({ name }) => name);
  return { method: message?.method ?? httpMethod, status, ...(tools ? { tools } : {}) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
