import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until, urlOf } from "./testing/harness.ts";
import { HostileZabbix } from "./testing/hostile-zabbix.ts";

let f: Fixture;
let zabbix: HostileZabbix;
let token: string;
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_SILENCE_SECONDS: "3" } });
  zabbix = await HostileZabbix.start();
  const server = await f.seed.server({ slug: "hostile", url: zabbix.url, tools: ["html", "large", "dressed", "noise", "wait", "plain"] });
  ({ token } = await f.seed.grant([{ server, policy: await f.seed.policy(server, { version: "1", default: "allow" }) }]));
});
afterAll(async () => {
  await zabbix?.close();
  await f?.close();
});

const send = (body: unknown, session?: string, gateway = f.gateway) =>
  post({ gateway, server: "hostile", token }, body, session === undefined ? {} : { "mcp-session-id": session });
async function opened(): Promise<string> {
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "c", version: "1" } };
  const answer = await send({ jsonrpc: "2.0", id: 0, method: "initialize", params });
  expect(await answer.text()).toContain('"protocolVersion":"2025-03-26"');
  return answer.headers.get("mcp-session-id")!;
}
const dataIn = async (answer: Response) => /^data: (.*)\r?$/m.exec(await answer.text())?.[1]?.trim() ?? "";
const ended = (session: string) =>
  fetch(urlOf({ gateway: f.gateway, server: "hostile" }), {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}`, "mcp-session-id": session },
  });

test("after DELETE the server hangs on the session; the gateway says 404 at once and asks it no more, on another replica too (T10)", async () => {
  const session = await opened();
  expect((await ended(session)).status).toBe(200);
  const before = zabbix.received.length;
  const begun = performance.now();
  const answers = [await send(call("plain"), session), await ended(session)];
  expect(performance.now() - begun).toBeLessThan(500);
  expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  expect(zabbix.received).toHaveLength(before);
});

test("a session that the server has lost is 400 there and 404 here, and a fresh initialize works (D3)", async () => {
  const session = await opened();
  zabbix.sessions.clear();
  const answer = await send(call("plain"), session);
  expect([answer.status, await answer.json()]).toMatchObject([404, { id: 1, error: { code: -32001 } }]);
  expect((await send(call("plain"), await opened())).status).toBe(200);
});

test("HTML and what it says of passwords stay behind", async () => {
  const answer = await send(call("html"), await opened());
  const text = await answer.text();
  expect([answer.status, text.includes("password"), text.includes("<")]).toEqual([502, false, false]);
});

test("3.5 MB in one line pass byte for byte (T23)", async () => {
  const text = await (await send(call("large"), await opened())).text();
  const data = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    result: { content: [{ type: "text", text: "x".repeat(3_500_000) }], isError: false },
  });
  expect(text === `event: message\r\ndata: ${data}\r\n\r\n`).toBe(true);
});

test("an error dressed as success passes as it is, and the record says answered and no more (T22)", async () => {
  expect(await dataIn(await send(call("dressed"), await opened()))).toContain("Error: ZabbixAPIException");
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ tool: "dressed", outcome: "ok", upstream_status: 200 });
});

test("comments and progress with a token that nobody gave pass unchanged (T22, E5)", async () => {
  const text = await (await send(call("noise"), await opened())).text();
  expect(text).toContain(": ping - 2026");
  expect(text).toContain(`"progressToken":"invented"`);
  expect(text.match(/"result"/g)).toHaveLength(1);
});

test("an id in flight once more, of which the server would answer only one, is refused here (T14, D1)", async () => {
  const session = await opened();
  const first = send(call("wait", {}, 7), session);
  await until(
    () => zabbix.waiting.length,
    (count) => count === 1,
  );
  const second = await send(call("plain", {}, 7), session);
  expect([second.status, await second.json()]).toMatchObject([400, { id: 7, error: { code: -32600 } }]);
  zabbix.waiting[0]!();
  expect(await dataIn(await first)).toContain("waited");
});
