import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, post, until } from "./testing/harness.ts";
import { metricOf } from "./testing/raw.ts";
import { RawUpstream, soundly } from "./testing/raw-upstream.ts";
import { Seed } from "./testing/seed.ts";

let f: Fixture;
let other: Seed;
let upstream: RawUpstream;
const limits = [{ counter: "calls", window: "day", max: 1_000 }];
beforeAll(async () => {
  f = await fixture({ environment: { LIMIT_SILENCE_SECONDS: "0.2", LIMIT_BREAKER_FAILURES: "5", LIMIT_BREAKER_OPEN_SECONDS: "1.5" } });
  other = await Seed.organization(f.database, "other");
  upstream = await RawUpstream.start();
});
afterAll(async () => {
  await upstream?.close();
  await other?.close();
  await f?.close();
});

/** The same server, registered by an organization. */
async function registered(seed: Seed, slug: string) {
  const server = await seed.server({ slug, url: upstream.url, tools: ["read"] });
  const { token } = await seed.grant([
    { server, policy: await seed.policy(server, { version: "1", default: "deny", tools: { read: { limits } } }) },
  ]);
  return (id: string | number) => post({ gateway: f.gateway, organization: seed.slug, server: slug, token }, call("read", {}, id));
}

test("FA-8: opens after failures in a row, refuses at once and reserves nothing, probes once, closes; other organizations notice nothing", async () => {
  const ours = await registered(f.seed, "ours");
  const theirs = await registered(other, "theirs");
  upstream.behaviour = () => {};
  expect((await Promise.all([1, 2, 3, 4, 5].map(ours))).map(({ status }) => status)).toEqual([504, 504, 504, 504, 504]);
  const used = async () =>
    (await f.seed.sql<{ used: string }>("SELECT used FROM portcullis.limit_counter WHERE organization_id = $1", [f.seed.organizationId]))[0]
      ?.used;
  expect([await metricOf(f.gateway, "portcullis_gateway_breakers_open"), Number(await used())]).toEqual([1, 5]);

  const before = upstream.received.length;
  const begun = performance.now();
  const refused = await ours("refused");
  expect(performance.now() - begun).toBeLessThan(150);
  expect([refused.status, await refused.json()]).toMatchObject([
    502,
    { id: "refused", error: { code: -32603, message: expect.stringMatching(/nothing was sent.*Try again in [12] s/) } },
  ]);
  expect((await f.seed.decisions()).at(-1)).toMatchObject({ effect: "deny", reason: "upstream_unreachable", outcome: "refused" });
  expect([upstream.received.length, Number(await used()), await metricOf(f.gateway, "portcullis_gateway_breaker_refused_total")]).toEqual([
    before,
    5,
    1,
  ]);

  // The same origin under another organization has a breaker of its own.
  upstream.behaviour = soundly;
  expect((await theirs(1)).status).toBe(200);
  expect((await ours("still")).status).toBe(502);

  await until(
    () => metricOf(f.gateway, "portcullis_gateway_breakers_half_open"),
    (count) => count === 1,
  );
  const held: (() => void)[] = [];
  upstream.behaviour = (request, socket, self) => void held.push(() => void soundly(request, socket, self));
  const atProbe = upstream.received.length;
  const probe = ours("probe");
  await until(
    () => held.length,
    (count) => count === 1,
  );
  expect((await ours("beside the probe")).status).toBe(502);
  expect(upstream.received.length).toBe(atProbe + 1);
  held[0]!();
  expect((await probe).status).toBe(200);
  upstream.behaviour = soundly;
  expect((await Promise.all([1, 2, 3].map(ours))).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await metricOf(f.gateway, "portcullis_gateway_breakers_half_open")).toBe(0);
});

test("what organizations set for a server: time limits within the operator's, headers and methods let through, the era pinned", async () => {
  const server = await f.seed.server({ slug: "set", url: upstream.url, era: "dual", tools: ["read"] });
  const { token } = await f.seed.grant([{ server, policy: await f.seed.policy(server, { version: "1", default: "allow" }) }]);
  const send = (body: unknown, headers = {}) => post({ gateway: f.gateway, server: "set", token }, body, headers);
  upstream.behaviour = soundly;
  upstream.received.length = 0;
  const extra = { jsonrpc: "2.0", id: 1, method: "vendor/extra", params: {} };
  expect(await (await send(extra)).json()).toMatchObject({ error: { code: -32601 } });
  await send(call("read"), { "x-tenant": "a", "x-other": "b" });
  await f.seed.sql(
    "UPDATE portcullis.server SET forward_headers = '{x-tenant,authorization}', forward_methods = '{vendor/extra,tasks/list}', era_pin = 'legacy', idle_timeout_seconds = 900 WHERE id = $1",
    [server],
  );
  await until(
    async () => (await (await send(extra)).json()) as { result?: unknown },
    ({ result }) => result !== undefined,
  );
  expect(await (await send({ ...extra, method: "tasks/list" })).json()).toMatchObject({ error: { code: -32601 } });
  await send(call("read"), { "x-tenant": "a", "x-other": "b" });
  const heads = upstream.received.filter(({ body }) => body.includes("tools/call")).map(({ head }) => head.toLowerCase());
  expect(heads.map((head) => [head.includes("x-tenant: a"), head.includes("x-other"), head.includes(token.toLowerCase())])).toEqual([
    [false, false, false],
    [true, false, false],
  ]);
  const modern = { "mcp-protocol-version": "2026-07-28", "mcp-method": "server/discover" };
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
  const probe = await send({ jsonrpc: "2.0", id: 9, method: "server/discover", params: { _meta: meta } }, modern);
  expect([probe.status, await probe.json()]).toMatchObject([
    400,
    { error: { code: -32600, message: expect.stringContaining("initialize") } },
  ]);
  // A quarter of an hour of silence is more than the operator allows for a whole call, and a second less than the gateway's own.
  upstream.behaviour = () => {};
  const gateway = await f.another({ LIMIT_SILENCE_SECONDS: "120", LIMIT_CALL_SECONDS: "1" });
  const begun = performance.now();
  expect((await post({ gateway, server: "set", token }, call("read"))).status).toBe(504);
  expect(performance.now() - begun).toBeLessThan(3_000);
  await f.seed.sql("UPDATE portcullis.server SET call_timeout_seconds = 1, idle_timeout_seconds = NULL WHERE id = $1", [server]);
  const patient = await f.another({ LIMIT_SILENCE_SECONDS: "120" });
  expect((await post({ gateway: patient, server: "set", token }, call("read"))).status).toBe(504);
});
