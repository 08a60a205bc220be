import http from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call } from "./testing/harness.ts";
import { Seed, wellFormedToken } from "./testing/seed.ts";

const organizations = 20;
let f: Fixture;
const places: { seed: Seed; path: string; token: string }[] = [];
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_BAD_TOKENS_PER_MINUTE: "1000000" } });
  for (let n = 0; n < organizations; n++) {
    const seed = await Seed.organization(f.database, `org-${n}`);
    const server = await seed.server({ slug: "zabbix", url: f.upstream.url, tools: ["read"] });
    const policy = await seed.policy(server, { version: "1", default: "allow" });
    places.push({ seed, path: `/org-${n}/zabbix/mcp`, token: (await seed.grant([{ server, policy }])).token });
  }
}, 60_000);
afterAll(async () => {
  for (const { seed } of places) await seed.close();
  await f?.close();
});

/** Other spellings of one path: some are no path of ours at all, none is its own. */
const spellings = (path: string): string[] => [
  path.slice(0, -1),
  `${path}/`,
  path.toUpperCase(),
  path.replace("zabbix", "Zabbix"),
  path.replace("zabbix", "zabbi%78"),
  path.replace("zabbix", "%7Aabbix"),
  path.replace("/zabbix", "//zabbix"),
  path.replace("/zabbix", "/./zabbix"),
  path.replace("/zabbix", "/x/../zabbix"),
  path.replace("/zabbix", "%2fzabbix"),
  path.replace("zabbix", "zabbix%00"),
  path.replace("zabbix", "zabbix%20"),
  path.replace("zabbix", "zabbix.."),
  path.replace("zabbix", ""),
  path.replace("/mcp", ""),
  `${path}?server=zabbix`.replace("zabbix/mcp", "other/mcp"),
];

/** Everything that a client can see, but for the moment of the answer. The path goes out as it is written. */
function ask(path: string, token: string): Promise<{ status: number; headers: object; body: string }> {
  const { hostname: host, port } = new URL(f.gateway.url);
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream", authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, path, method: "POST", headers }, async (response) => {
      const body = await text(response);
      resolve({ status: response.statusCode!, headers: { ...response.headers, date: undefined }, body });
    });
    request.on("error", reject);
    request.end(JSON.stringify(call("read")));
  });
}

test("IS-6: every grant at every server of 20 organizations but its own, and at absent ones, gets the bytes of an invented token; nothing is sent", async () => {
  const stranger = await ask(places[0]!.path, wellFormedToken());
  expect(stranger.status).toBe(401);
  for (const [index, { token }] of places.entries())
    for (const [other, { path }] of places.entries())
      if (index !== other) expect([index, other, await ask(path, token)]).toEqual([index, other, stranger]);
  for (const path of ["/org-0/other/mcp", "/org-99/zabbix/mcp", "/org-/zabbix/mcp"])
    expect([path, await ask(path, places[0]!.token)]).toEqual([path, stranger]);
  expect(f.upstream.received).toEqual([]);
  // It does let its own through.
  expect((await ask(places[3]!.path, places[3]!.token)).status).toBe(200);
  expect(f.upstream.received).toHaveLength(1);
  f.upstream.received.length = 0;
}, 120_000);

test("IS-6: no other spelling of a path is a path, and none falls back to something", async () => {
  for (const spelling of spellings(places[1]!.path)) {
    const answer = await ask(spelling, places[1]!.token);
    expect([spelling, [400, 401, 404].includes(answer.status)]).toEqual([spelling, true]);
  }
  expect(f.upstream.received).toEqual([]);
});
