import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { rpcResult, sendJson } from "./testing/upstream.ts";

let f: Fixture;
let admin: pg.Client;
let name: string;
beforeAll(async () => {
  f = await fixture();
  const url = new URL(f.database.ownerUrl);
  name = url.pathname.slice(1);
  url.pathname = "/postgres";
  admin = new pg.Client({ connectionString: url.toString() });
  await admin.connect();
});
afterAll(async () => {
  await admin?.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await admin?.end();
  await f?.close();
});

async function takeAway() {
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = 'pc_gateway'", [name]);
}
const bringBack = () => admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
const ready = async () => (await fetch(`${f.gateway.operatorUrl}/readyz`)).status;

test("database gone: calls are denied in their form and not forwarded, readiness turns red, and all of it comes back (T29)", async () => {
  expect((await f.send(call("read"))).status).toBe(200);
  expect(await ready()).toBe(200);
  f.upstream.received.length = 0;
  await takeAway();
  await until(ready, (status) => status === 503);
  const startedAt = performance.now();
  const tool = await f.send(call("read"));
  expect(performance.now() - startedAt).toBeLessThan(1_200);
  expect([tool.status, await tool.json()]).toMatchObject([
    200,
    {
      id: 1,
      result: {
        isError: true,
        _meta: { "io.portcullis/decision": { decision: "unavailable", reason: "store_unavailable", retry_after_seconds: 1 } },
      },
    },
  ]);
  const prompt = await f.send({ jsonrpc: "2.0", id: 2, method: "prompts/get", params: { name: "p" } });
  expect([prompt.status, prompt.headers.get("retry-after"), await prompt.json()]).toMatchObject([
    503,
    "1",
    { id: 2, error: { code: 5030 } },
  ]);
  const stranger = await post({ gateway: f.gateway, token: (await import("./testing/seed.ts")).wellFormedToken() }, call("read"));
  expect([stranger.status, stranger.headers.get("www-authenticate")]).toEqual([503, null]);
  expect(f.upstream.received).toEqual([]);
  await bringBack();
  await until(ready, (status) => status === 200);
  expect((await f.send(call("read"))).status).toBe(200);
});

test("database lost while the server works: the answer goes out, for the attempt is recorded, and the outcome follows when it is back", async () => {
  f.upstream.script = async ({ json }, response) => {
    await takeAway();
    sendJson(response, rpcResult(json!.id!, { content: [{ type: "text", text: "done" }] }));
  };
  const answer = await (await f.send(call("read"))).text();
  expect(answer).toContain('"done"');
  await bringBack();
  await until(ready, (status) => status === 200);
  const last = async () => (await f.seed.decisions()).at(-1);
  await until(last, (row) => row?.outcome === "ok");
  expect(await last()).toMatchObject({ tool: "read", effect: "allow", outcome: "ok", upstream_status: 200 });
});
