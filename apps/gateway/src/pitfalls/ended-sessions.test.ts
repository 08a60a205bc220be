import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "../testing/fixture.ts";
import { call, post, until } from "../testing/harness.ts";
import { rpcResult, type Script, sendJson } from "../testing/upstream.ts";

let f: Fixture;
const script: Script = ({ json, method }, response) => {
  if (method === "DELETE") return void response.writeHead(200).end();
  const opened = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "s", version: "1" } };
  if (json?.method === "initialize") return sendJson(response, rpcResult(json.id!, opened), { "mcp-session-id": `s-${Math.random()}` });
  sendJson(response, rpcResult(json!.id!, {}));
};
beforeAll(async () => {
  f = await fixture({ script });
});
afterAll(() => f?.close());

const opening = { jsonrpc: "2.0", id: 0, method: "initialize", params: { protocolVersion: "2025-11-25", capabilities: {} } };

test("D3: a replica that starts after a session has ended does not take it for a live one; sessions that live stay so", async () => {
  const [dead, alive] = await Promise.all(
    [1, 2].map(async () => {
      const answer = await f.send(opening);
      await answer.arrayBuffer();
      return { "mcp-session-id": answer.headers.get("mcp-session-id")! };
    }),
  );
  const ended = await fetch(`${f.gateway.url}/acme/zabbix/mcp`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${f.grant.token}`, ...dead },
  });
  expect(ended.status).toBe(200);
  const kept = () => f.seed.sql<{ tag: string }>("SELECT tag FROM portcullis.ended_session");
  await until(kept, ({ length }) => length === 1);

  const later = await f.another();
  const at = (session: Record<string, string>) => post({ gateway: later, token: f.grant.token }, call("read"), session);
  await until(
    async () => (await at(dead!)).status,
    (status) => status === 404,
  );
  f.upstream.received.length = 0;
  expect([(await at(dead!)).status, f.upstream.received.length, (await at(alive!)).status]).toEqual([404, 0, 200]);
});
