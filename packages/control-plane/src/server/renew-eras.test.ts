import { randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { Pool } from "@portcullis/db/runtime";
import { createDialer, parsePrivateUpstreams } from "@portcullis/upstream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { poolOf } from "../testing/record.ts";
import { risingIds } from "../uuid.ts";
import { registerServer } from "./register.ts";
import { type RenewErasOptions, renewEras } from "./renew-eras.ts";
import { setServerEnabled } from "./set-enabled.ts";

const hour = 3_600_000;
const discovered = { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: { tools: {} } };
type Answer = "legacy" | "modern" | "hang" | "html" | "later only" | number;

/** One HTTP server for all: it handshakes always, and says to `server/discover` what its path is told to. */
const answers = new Map<string, Answer>();
/** Awaited once, before the next answer. */
let meanwhile: (() => Promise<unknown>) | undefined;
let asked: { path: string; method: string; headers: IncomingHttpHeaders }[] = [];
const http = createServer(async (request, response) => {
  if (request.method !== "POST") return void response.writeHead(405).end();
  const path = request.url ?? "";
  const { id, method } = (await json(request)) as { id?: number; method: string };
  asked.push({ path, method, headers: request.headers });
  const change = meanwhile;
  meanwhile = undefined;
  await change?.();
  if (id === undefined) return void response.writeHead(202).end();
  if (method === "server/discover") return discover(answers.get(path) ?? "legacy", id, response);
  const hello = { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "t", version: "1" } };
  say(response, 200, { jsonrpc: "2.0", id, result: method === "initialize" ? hello : { tools: [] } });
});
function discover(answer: Answer, id: number, response: ServerResponse) {
  const result = { jsonrpc: "2.0", id, result: discovered };
  if (answer === "hang") return;
  if (answer === "html") return void response.writeHead(200, { "content-type": "text/html" }).end("<p>modern</p>");
  if (answer === "modern") return say(response, 200, result);
  if (answer === "later only") return say(response, 200, { ...result, result: { ...discovered, supportedVersions: ["2099-01-01"] } });
  // Also with the body of a modern server: the status says that it is no evidence.
  if (typeof answer === "number") return say(response, answer, result);
  say(response, 200, { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });
}
const say = (response: ServerResponse, status: number, body: object) =>
  void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

let installation: Installation;
let ops: Pool;
let [acme, globex]: Context[] = [];
beforeAll(async () => {
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  installation = await testInstallation();
  ops = poolOf(installation.database, "pc_ops");
  [acme, globex] = [await newOrganization(installation.cp), await newOrganization(installation.cp, "Globex")];
});
afterAll(async () => {
  http.closeAllConnections();
  http.close();
  await ops?.end();
  await installation?.close();
});
beforeEach(() => installation.rows("DELETE FROM server"));

let made = 0;
async function server(ctx = acme as Context, headers: { name: string; value: string }[] = []) {
  const slug = `s${made++}`;
  const { port } = http.address() as AddressInfo;
  await registerServer(ctx, { slug, name: slug, url: `http://127.0.0.1:${port}/${slug}`, headers });
  asked = [];
  return slug;
}
/** The worker's turn, so long after now. */
const turn = (afterMs: number, more: Partial<RenewErasOptions> = {}) => {
  const clock = () => new Date(installation.clock.now + afterMs);
  const dialer = createDialer({ allow: parsePrivateUpstreams("", { allowLoopback: true }) });
  return renewEras({
    pool: ops,
    keyring: installation.cp.keyring,
    dialer,
    clock,
    newId: risingIds(clock, randomBytes),
    probeMs: 500,
    ...more,
  });
};
const row = async (slug: string) =>
  (
    await installation.rows(
      `SELECT s.era, protocol_version, supported_versions, era_probed_at AS at, o.revision, o.slug AS organization
       FROM server s JOIN organization o ON o.id = organization_id WHERE s.slug = $1`,
      [slug],
    )
  )[0] as { era: string; at: Date | null; revision: string; organization: string };
const audited = (slug: string) =>
  installation.rows(
    "SELECT organization_id, actor_id, actor_name, source, before, after FROM audit_event WHERE action = 'server.renew_era' AND target_name = $1",
    [slug],
  );

test("an upgrade is seen after an hour and not before, with the server's own credential and one request; gateways and the log hear of it", async () => {
  const slug = await server(acme, [{ name: "authorization", value: "Bearer own" }]);
  answers.set(`/${slug}`, "modern");
  expect(await turn(hour - 1_000)).toEqual({ probed: 0, upgraded: 0 });
  const before = await row(slug);
  expect(await turn(hour + 1_000)).toEqual({ probed: 1, upgraded: 1 });
  expect(asked).toMatchObject([{ method: "server/discover", headers: { authorization: "Bearer own" } }]);
  const after = { era: "dual", protocol_version: "2026-07-28", supported_versions: ["2026-07-28", "2025-11-25"] };
  expect(await row(slug)).toMatchObject({ ...after, revision: String(Number(before.revision) + 1) });
  expect(await audited(slug)).toEqual([
    {
      organization_id: acme?.caller.organizationId,
      ...{ actor_id: null, actor_name: "Installation", source: "worker" },
      before: { era: "legacy", protocolVersion: "2025-11-25", supportedVersions: ["2025-11-25"] },
      after: { era: "dual", protocolVersion: "2026-07-28", supportedVersions: ["2026-07-28", "2025-11-25"] },
    },
  ]);
  expect(await turn(9 * hour)).toEqual({ probed: 0, upgraded: 0 });
});

test.each<Answer>(["legacy", 401, 403, 404, 429, 500, 503, "hang", "html", "later only"])(
  "%s changes nothing but the time: no gateway is told, and the next probe is an hour later",
  async (answer) => {
    const slug = await server();
    answers.set(`/${slug}`, answer);
    const { at: _, ...before } = await row(slug);
    expect(await turn(hour + 1_000)).toEqual({ probed: 1, upgraded: 0 });
    expect(await row(slug)).toEqual({ ...before, at: new Date(installation.clock.now + hour + 1_000) });
    expect(await audited(slug)).toEqual([]);
    answers.set(`/${slug}`, "modern");
    expect(await turn(2 * hour)).toEqual({ probed: 0, upgraded: 0 });
    expect(await turn(2 * hour + 2_000)).toEqual({ probed: 1, upgraded: 1 });
  },
);

test("servers that are pinned or disabled are not asked", async () => {
  const [pinned, disabled] = [await server(), await server()];
  await installation.rows("UPDATE server SET era_pin = 'legacy' WHERE slug = $1", [pinned]);
  await setServerEnabled(acme as Context, { slug: disabled, enabled: false });
  for (const slug of [pinned, disabled]) answers.set(`/${slug}`, "modern");
  expect(await turn(9 * hour)).toEqual({ probed: 0, upgraded: 0 });
  expect(asked).toEqual([]);
});

test.each(["url = url || '2'", "sealed_headers = 'other'", "era_pin = 'legacy'", "enabled = false"])(
  "an answer does not count for a server that was changed meanwhile: %s",
  async (change) => {
    const slug = await server();
    answers.set(`/${slug}`, "modern");
    meanwhile = () => installation.rows(`UPDATE server SET ${change} WHERE slug = $1`, [slug]);
    expect(await turn(9 * hour)).toEqual({ probed: 1, upgraded: 0 });
    expect([(await row(slug)).era, await audited(slug)]).toEqual(["legacy", []]);
  },
);

test("workers that run at once ask each server once", async () => {
  const slugs = [await server(), await server(), await server()];
  for (const slug of slugs) answers.set(`/${slug}`, "modern");
  const turns = await Promise.all([turn(9 * hour), turn(9 * hour), turn(9 * hour)]);
  expect(turns.reduce((sum, { probed }) => sum + probed, 0)).toBe(3);
  expect(asked).toHaveLength(3);
  expect(new Set(asked.map(({ path }) => path))).toEqual(new Set(slugs.map((slug) => `/${slug}`)));
});

test("each organization has its own verdict, allowance and log; the worker's role sees no server outside one", async () => {
  const [ours, theirs] = [await server(acme), await server(globex)];
  for (const slug of [ours, theirs]) answers.set(`/${slug}`, "modern");
  const { organization } = await row(ours);
  const allow = parsePrivateUpstreams(`${organization}=127.0.0.0/8`);
  expect(await turn(9 * hour, { dialer: createDialer({ allow }) })).toEqual({ probed: 2, upgraded: 1 });
  expect([(await row(ours)).era, (await row(theirs)).era]).toEqual(["dual", "legacy"]);
  expect(asked.map(({ path }) => path)).toEqual([`/${ours}`]);
  expect([(await audited(ours)).length, (await audited(theirs)).length]).toEqual([1, 0]);
  expect((await ops.query("SELECT id FROM server")).rows).toEqual([]);
  expect((await ops.query("UPDATE server SET era = 'legacy'")).rowCount).toBe(0);
});
