// Every way to the same server, cheapest first: none, the least that a Node hop can be, the gateway, and what npm has.
import path from "node:path";
import { root } from "../install.mjs";
import { startGateway } from "./gateway.mjs";
import { CALL, CALL_WITH_OWN_ID, HEADERS, initializeResult, LIST, POLICY_OF_200, PROTOCOL_VERSION } from "./messages.mjs";
import { freePorts } from "./ports.mjs";
import { startProgram } from "./programs.mjs";

const here = (file) => path.join(root, "scripts/bench", file);
const node22 = path.join(root, "tools/node22/node_modules/.bin/node");

/**
 * @param keep told of every program, so that it is stopped at the end
 * @returns {Promise<{ direct: object, hop: object, gateway: object, buffered: object, peers: object[] }>} each path with a request for every shape that it is measured with
 */
export async function startPaths(keep, { withPeers, nodeArgs, settings }) {
  const upstream = keep(startProgram(here("upstream.mjs")));
  const origin = `http://127.0.0.1:${(await upstream.next()).port}`;
  const hop = keep(startProgram(here("hop.mjs"), [origin, "bench-token"]));
  const hopOrigin = `http://127.0.0.1:${(await hop.next()).port}`;
  const servers = [
    { slug: "plain", url: `${origin}/mcp`, policy: POLICY_OF_200 },
    { slug: "events", url: `${origin}/events`, policy: POLICY_OF_200 },
    { slug: "plain-buffered", url: `${origin}/mcp`, policy: POLICY_OF_200, recording: "buffered" },
    { slug: "events-buffered", url: `${origin}/events`, policy: POLICY_OF_200, recording: "buffered" },
  ];
  const gateway = keep(await startGateway(servers, { nodeArgs, settings }));
  const toHop = { ...HEADERS, authorization: "Bearer bench-token" };
  const toGateway = { ...HEADERS, authorization: `Bearer ${gateway.token}` };
  return {
    direct: { name: "direct", pid: upstream.pid, ...shapes(`${origin}/mcp`, `${origin}/events`, HEADERS) },
    hop: { name: "bare hop", pid: hop.pid, ...shapes(`${hopOrigin}/mcp`, `${hopOrigin}/events`, toHop) },
    gateway: { name: "gateway", pid: gateway.pid, database: gateway, ...shapes(gateway.urls.plain, gateway.urls.events, toGateway) },
    buffered: {
      name: "gateway, buffered",
      pid: gateway.pid,
      database: gateway,
      ...shapes(gateway.urls["plain-buffered"], gateway.urls["events-buffered"], toGateway),
    },
    peers: withPeers ? await startPeers(keep, origin) : [],
  };
}

const shapes = (plain, events, headers) => ({
  call: { url: plain, headers, body: CALL },
  "call, events": { url: events, headers, body: CALL },
  list: { url: plain, headers, body: LIST },
});

async function startPeers(keep, origin) {
  const [proxyPort, superPort] = await freePorts(2);
  const peer = (file) => path.join(root, "tools/peers/node_modules", file);
  const sdk = keep(startProgram(here("sdk-proxy.mjs"), [`${origin}/mcp`]));
  const sdkUrl = `http://127.0.0.1:${(await sdk.next()).port}/mcp`;
  const server = [process.execPath, here("stdio-server.mjs")];
  const mcpProxy = keep(
    startProgram(
      peer("mcp-proxy/dist/bin/mcp-proxy.mjs"),
      ["--host", "127.0.0.1", "--port", String(proxyPort), "--server", "stream", "--no-eventStore", "--", ...server],
      { program: node22, quiet: true },
    ),
  );
  const superGateway = keep(
    startProgram(
      peer("supergateway/dist/index.js"),
      ["--stdio", server.join(" "), "--outputTransport", "streamableHttp", "--stateful", "--port", String(superPort), "--logLevel", "none"],
      { program: node22, quiet: true },
    ),
  );
  return [
    { name: "SDK proxy", pid: sdk.pid, call: { url: sdkUrl, headers: HEADERS, body: CALL_WITH_OWN_ID, ownIds: true } },
    await sessionPath("mcp-proxy", mcpProxy.pid, `http://127.0.0.1:${proxyPort}/mcp`),
    await sessionPath("supergateway", superGateway.pid, `http://127.0.0.1:${superPort}/mcp`),
  ];
}

/** A peer that wants a session first. */
async function sessionPath(name, pid, url) {
  const params = { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo: initializeResult.serverInfo };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  const { "mcp-protocol-version": _, ...headers } = HEADERS;
  for (const since = Date.now(); ; ) {
    const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
    const session = answer?.headers.get("mcp-session-id");
    await answer?.text();
    if (session) {
      const own = { ...HEADERS, "mcp-session-id": session };
      await fetch(url, { method: "POST", headers: own, body: '{"jsonrpc":"2.0","method":"notifications/initialized"}' });
      return { name, pid, call: { url, headers: own, body: CALL_WITH_OWN_ID, ownIds: true } };
    }
    if (Date.now() - since > 20_000) throw new Error(`${name} opens no session: ${answer?.status}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
