import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { roleUrl } from "@portcullis/db/keys";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Canaries, dump } from "./testing/canaries.ts";
import { type Fixture, fixture } from "./testing/fixture.ts";
import { call, environmentFor, post, until, urlOf } from "./testing/harness.ts";
import { type Bug, plantedGateway } from "./testing/planted.ts";
import { rpcResult, type Script, sendJson } from "./testing/upstream.ts";

const rounds = 20;
let f: Fixture;
const credential = `credential${"of".repeat(10)}`;
let folder: string;
let buffered: string;
let spooled = "";
let canaries: Canaries;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "canaries-"));
  f = await fixture({
    headers: { authorization: `Bearer ${credential}` },
    document: { version: "1", default: "allow", tools: { write: { action: "require_approval" } } },
    tools: ["read", "write", "fails"],
  });
  await f.seed.sql("UPDATE portcullis.organization SET record_values = 'encrypted' WHERE id = $1", [f.seed.organizationId]);
  buffered = await f.seed.server({ slug: "buffered", url: f.upstream.url, tools: ["read"] });
  await f.seed.sql("UPDATE portcullis.server SET recording = 'buffered' WHERE id = $1", [buffered]);
  f.upstream.script = script;
}, 60_000);
afterAll(async () => {
  await f?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

/** Answers with secrets of its own; failures in five ways. */
const script: Script = ({ json }, response) => {
  for (const name of fs.readdirSync(folder)) spooled += fs.readFileSync(path.join(folder, name), "latin1");
  if (json?.id === undefined) return void response.writeHead(202).end();
  const session = { "mcp-session-id": canaries.of("session of the server"), "x-powered-by": canaries.of("header of the server") };
  const params = json.params as { name?: string; arguments?: { way?: number } } | undefined;
  if (params?.name !== "fails")
    return sendJson(response, rpcResult(json.id, { content: [{ type: "text", text: canaries.of("result") }] }), session);
  const ways: [number, Record<string, string>, string][] = [
    [500, { "content-type": "text/html" }, `<h1>Error</h1><pre>at ${canaries.of("trace of the server")} (/srv/app.js:1)</pre>`],
    [401, { "www-authenticate": `Bearer resource_metadata="https://${canaries.of("challenge")}.example/x"` }, canaries.of("401")],
    [
      403,
      { "content-type": "application/json" },
      JSON.stringify({ error: "invalid_token", error_description: canaries.of("OAuth error") }),
    ],
    [200, { "content-type": "application/json" }, `{"access_token":"${canaries.of("OAuth answer")}"`],
    [302, { location: `https://${canaries.of("redirect")}.example/` }, canaries.of("302")],
  ];
  const [status, headers, body] = ways[(params.arguments?.way ?? 0) % ways.length]!;
  response.writeHead(status, { ...session, ...headers }).end(body);
};

/** Makes the calls, and says where something stands that must not. */
async function leaks(bug?: Bug): Promise<string[]> {
  canaries = new Canaries();
  spooled = "";
  const lines: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const gateway = await plantedGateway(
    bug,
    environmentFor(f.database, { SPOOL_DIRECTORY: folder, LIMIT_BAD_TOKENS_PER_MINUTE: "10000" }),
    logger,
  );
  let errors = "";
  const headers = () => ({
    cookie: `session=${canaries.of("cookie")}`,
    "x-api-key": canaries.of("header"),
    baggage: `user=${canaries.of("baggage")}`,
    tracestate: `v=${canaries.of("tracestate")}`,
  });
  const args = () => ({
    password: canaries.of("argument password"),
    note: `see ${canaries.of("argument")} there`,
    deep: [{ token: canaries.of("argument deep down"), [canaries.of("name of a member deep down", "ghp_", 36)]: 1 }],
  });
  const send = async (name: string, more: object = {}, slug = "zabbix") => {
    // A name that the client gives its call, and no secret: kept, to know the call again.
    const id = randomUUID();
    const _meta = { progressToken: canaries.of("progress token"), "io.portcullis/idempotency-key": id };
    const one = call(name, { ...args(), ...more }, id);
    const query = `?api_key=${canaries.of("query")}`;
    const token = slug === "zabbix" ? f.grant.token : bufferedGrant.token;
    const answer = await fetch(`${urlOf({ gateway, server: slug })}${query}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        authorization: `Bearer ${token}`,
        ...headers(),
      },
      // A key makes a call wait for the database, and a buffered one is not to.
      body: JSON.stringify(slug === "zabbix" ? { ...one, params: { ...one.params, _meta } } : one),
    });
    const text = await answer.text();
    if (name === "read") return;
    errors += text;
    if (name === "fails") errors += JSON.stringify([...answer.headers]);
  };
  const bufferedGrant = await f.seed.grant([
    { server: buffered, policy: await f.seed.policy(buffered, { version: "1", default: "allow" }) },
  ]);
  for (let round = 0; round < rounds; round++) {
    await send("read");
    await send("read", {}, "buffered");
    await send("fails", { way: round });
    if (round < 10) await send("write");
    const bad = await post({ gateway, token: canaries.of("bad token") }, call("read"), headers());
    const broken = await post(
      { gateway, token: f.grant.token },
      `{"jsonrpc":"2.0","id":1,"params":"${canaries.of("broken body")}`,
      headers(),
    );
    const absent = await fetch(`${gateway.url}/nothing/here?token=${canaries.of("query")}`, { headers: headers() });
    for (const answer of [bad, broken, absent]) errors += (await answer.text()) + JSON.stringify([...answer.headers]);
  }
  await until(
    () => f.seed.decisions(),
    (rows) => rows.every(({ outcome }) => outcome !== "pending"),
    15_000,
  );
  await gateway.close();
  const logged = lines.join("");
  for (const [secret, where] of secretsOfTheInstallation()) canaries.planted.set(secret, where);
  const found = [...canaries.in("log", logged), ...canaries.in("error body", errors), ...canaries.in("spool", spooled)];
  for (const [table, text] of await dump(f.seed)) found.push(...canaries.in(table, text));
  expect([logged.length > 1_000, spooled.length > 1_000, errors.length > 1_000]).toEqual([true, true, true]);
  return [...new Set(found)];
}

function secretsOfTheInstallation(): [string, string][] {
  const password = (role: "pc_gateway" | "pc_app") => new URL(roleUrl(f.database.ownerUrl, role, f.database.keyring)).password;
  return [
    [f.database.rootKey.slice(3), "root key"],
    [password("pc_gateway"), "password of a role"],
    [password("pc_app"), "password of a role"],
    [new URL(f.database.ownerUrl).password, "password of the owner"],
    [f.grant.token, "grant's token"],
    [credential, "credential for the server"],
  ];
}

test("AU-8: more than 500 secrets of calls, answers, credentials and surroundings: none in clear in log, record, spool, error or database", async () => {
  expect(await leaks()).toEqual([]);
  expect(canaries.planted.size).toBeGreaterThan(500);
}, 120_000);

const planted: (Bug & { name: string })[] = [
  {
    name: "PB-42: arguments in the log",
    file: "apps/gateway/src/record/attempt.ts",
    from: "  x.decisionId ??= x.deps.newId();",
    to: '  x.decisionId ??= x.deps.newId(); x.deps.log.debug({ params: JSON.stringify(x.message, (_, value) => (typeof value === "bigint" ? String(value) : value)) }, "call");',
  },
  {
    name: "PB-42: values among the names of arguments",
    file: "apps/gateway/src/record/decision-fields.ts",
    from: "  for (const name of view.arguments.members.keys()) {",
    to: '  for (const name of [...view.arguments.members.values()].map((one) => ("text" in one ? String(one.text) : "value" in one ? String(one.value) : ""))) {',
  },
];
test.each(planted)(
  "$name is found",
  async (bug) => {
    expect(await leaks(bug)).not.toEqual([]);
  },
  120_000,
);
