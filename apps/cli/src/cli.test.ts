import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { json, text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "./run.ts";
import { bundle } from "./testing/bundle.ts";
import { cliDatabase } from "./testing/database.ts";

const repository = path.join(import.meta.dirname, "../../..");
const migrations = path.join(repository, "prisma/migrations");
const folder = mkdtempSync(path.join(os.tmpdir(), "portcullis-cli-"));
let database: Awaited<ReturnType<typeof cliDatabase>>;
let source: Record<string, string>;
let url: string;

const upstream = createServer(async (request, response) => {
  const { id, method } = (request.method === "POST" ? await json(request) : {}) as { id?: number; method?: string };
  if (id === undefined) return void response.writeHead(202).end();
  const results: Record<string, object> = {
    initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "test", version: "1" } },
    "tools/list": { tools: [{ name: "alpha", inputSchema: { type: "object" } }] },
  };
  const result = results[method ?? ""];
  const body = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
});

beforeAll(async () => {
  database = await cliDatabase("migrated");
  source = {
    DATABASE_URL: database.url,
    PORTCULLIS_ROOT_KEY: database.rootKey,
    PORTCULLIS_ALLOW_LOOPBACK: "1",
    GATEWAY_URL: "https://g.example.com/",
  };
  await new Promise<void>((ready) => upstream.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(upstream.address() as { port: number }).port}/mcp`;
});
afterAll(async () => {
  upstream.close().closeAllConnections();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

const setupOf = (slug: string) => ({
  organization: { slug, name: "Acme" },
  owner: { email: `${slug}@acme.test`, password: "a good password" },
  servers: [{ slug: "zabbix", name: "Zabbix", url, headers: {}, acceptTools: true as boolean | undefined }],
  policies: [{ server: "zabbix", name: "read-only", document: { version: "1", default: "deny", tools: {} } }],
  grants: [{ label: "agent", access: [{ server: "zabbix", policy: "read-only" }] }],
});

async function portcullis(args: string[], { stdin = "", env = source }: { stdin?: string; env?: Record<string, string | undefined> } = {}) {
  const out: string[] = [];
  const error: string[] = [];
  const io = { out: (text: string) => void out.push(text), error: (line: string) => void error.push(line) };
  const code = await run({ args, source: env, io, stdin: Readable.from([stdin]) });
  return { code, out: out.join(""), error };
}

describe("apply", () => {
  test("prints one JSON object; again without tokens; with --rotate fresh ones", async () => {
    const file = path.join(folder, "acme.json");
    writeFileSync(file, JSON.stringify(setupOf("acme")));
    const first = await portcullis(["apply", file]);
    expect(first).toMatchObject({ code: 0, error: [] });
    const applied = JSON.parse(first.out);
    expect(applied).toEqual({
      organization: { slug: "acme", name: "Acme" },
      owner: { email: "acme@acme.test", state: "created" },
      servers: [{ slug: "zabbix", gateway_url: "https://g.example.com/acme/zabbix/mcp", tools: 1, waiting: 0 }],
      policies: [{ server: "zabbix", name: "read-only", version: 1 }],
      grants: [{ label: "agent", token: expect.stringMatching(/^pcg_/) }],
    });
    const again = await portcullis(["apply", "-"], { stdin: JSON.stringify(setupOf("acme")) });
    expect(JSON.parse(again.out)).toEqual({ ...applied, owner: { ...applied.owner, state: "kept" }, grants: [{ label: "agent" }] });
    const rotated = JSON.parse((await portcullis(["apply", "--rotate", file])).out);
    expect(rotated.grants[0].token).toMatch(/^pcg_/);
    expect(rotated.grants[0].token).not.toBe(applied.grants[0].token);
  });

  test("wrong input is status 2, a line with its pointer for each problem, and nothing on stdout or in the database", async () => {
    const wrong = { ...setupOf("wrong"), owner: { email: "nobody", password: "x" }, surplus: 1 };
    const answer = await portcullis(["apply", "-"], { stdin: JSON.stringify(wrong) });
    expect(answer).toMatchObject({ code: 2, out: "" });
    expect(answer.error.map((line) => line.split(":")[0])).toEqual(["/owner/email", "/owner/password", "/surplus"]);
    const policy = setupOf("wrong");
    (policy.policies[0] as { document: object }).document = { version: "1", default: "deny", toolz: {} };
    const linted = await portcullis(["apply", "-"], { stdin: JSON.stringify(policy) });
    expect(linted).toMatchObject({ code: 2, out: "", error: [expect.stringMatching(/^\/policies\/0\/document\/toolz: /)] });
    expect(await portcullis(["apply", "-"], { stdin: "{" })).toMatchObject({ code: 2, error: [expect.stringContaining("not JSON")] });
    expect(await database.query("SELECT 1 FROM portcullis.organization WHERE slug = 'wrong'")).toEqual([]);
  });

  test("tools that nobody accepted are told on stderr, until --accept-tools", async () => {
    const unseen = setupOf("unseen");
    for (const server of unseen.servers) delete server.acceptTools;
    const stdin = JSON.stringify(unseen);
    const { code, out, error } = await portcullis(["apply", "-"], { stdin });
    expect({ code, error }).toEqual({ code: 0, error: [expect.stringMatching(/^note: 1 tool of zabbix cannot be used yet/)] });
    expect(JSON.parse(out).servers).toMatchObject([{ tools: 1, waiting: 1 }]);
    const accepted = await portcullis(["apply", "-", "--accept-tools"], { stdin });
    expect([accepted.error, JSON.parse(accepted.out).servers]).toMatchObject([[], [{ waiting: 0 }]]);
  });

  test("what a stranger took first is status 2 with what to do, until --adopt", async () => {
    await portcullis(["apply", "-"], { stdin: JSON.stringify(setupOf("taken")) });
    const other = { ...setupOf("taken"), owner: { email: "taken@acme.test", password: "not the password" } };
    const refused = await portcullis(["apply", "-"], { stdin: JSON.stringify(other) });
    expect(refused).toMatchObject({ code: 2, out: "", error: [expect.stringMatching(/^\/owner\/password: .*--adopt/)] });
    expect(await portcullis(["apply", "--adopt", "-"], { stdin: JSON.stringify(other) })).toMatchObject({ code: 0, error: [] });
  });

  test("a server that is away, or a database, is status 1 and one line", async () => {
    const away = setupOf("away");
    away.servers[0] = { slug: "zabbix", name: "Zabbix", url: "http://127.0.0.1:1/mcp", headers: {}, acceptTools: undefined };
    const answer = await portcullis(["apply", "-"], { stdin: JSON.stringify(away) });
    expect(answer).toMatchObject({ code: 1, out: "", error: [expect.stringMatching(/^\/servers\/0\/url: /)] });
    const env = { ...source, DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
    expect(await portcullis(["apply", "-"], { env, stdin: JSON.stringify(setupOf("away")) })).toMatchObject({
      code: 1,
      out: "",
      error: [expect.any(String)],
    });
  });

  test.each([[["apply"]], [["apply", "a", "b"]], [["apply", "--unknown"]], [["apply", path.join(folder, "none.json")]]])(
    "%j is status 2",
    async (args) => {
      expect(await portcullis(args)).toMatchObject({ code: 2, out: "", error: [expect.any(String)] });
    },
  );
});

describe("recover", () => {
  test("sets the password from standard input, and names the organizations whose log says so", async () => {
    await portcullis(["apply", "-"], { stdin: JSON.stringify(setupOf("lost")) });
    const done = await portcullis(["recover", "lost@acme.test"], { stdin: "a brand new one\n" });
    expect(done).toMatchObject({ code: 0, error: [] });
    expect(JSON.parse(done.out)).toEqual({ email: "lost@acme.test", organizations: ["lost"] });
    const setup = { ...setupOf("lost"), owner: { email: "lost@acme.test", password: "a brand new one" } };
    expect(await portcullis(["apply", "-"], { stdin: JSON.stringify(setup) })).toMatchObject({ code: 0 });
  });

  test.each([
    [["recover"], "a good password"],
    [["recover", "a@b.test", "a good password"], ""],
    [["recover", "nobody@b.test"], "a good password"],
    [["recover", "lost@acme.test"], "short"],
    [["recover", "lost@acme.test"], ""],
  ])("%j with %j is status 2 and changes nothing", async (args, stdin) => {
    expect(await portcullis(args, { stdin })).toMatchObject({ code: 2, out: "", error: [expect.any(String)] });
  });
});

describe("kill", () => {
  const shown = async (args: string[]) => {
    const done = await portcullis(["kill", ...args]);
    expect(done).toMatchObject({ code: 0, error: [] });
    return JSON.parse(done.out);
  };

  test("stops and releases a server, a tool, a grant and an organization; the same twice says so", async () => {
    await portcullis(["apply", "-"], { stdin: JSON.stringify(setupOf("stopped")) });
    const here = ["--organization", "stopped"];
    for (const place of [[], ["--server", "zabbix"], ["--server", "zabbix", "--tool", "alpha"], ["--grant", "agent"]]) {
      const { stopped } = await shown([...here, ...place, "--reason", "a test of it"]);
      expect(stopped).toMatchObject({ reason: "a test of it", setBy: "Operator (command line)" });
      expect(await portcullis(["kill", ...here, ...place, "--reason", "again"])).toMatchObject({ code: 1, out: "" });
    }
    expect((await shown(["--list", ...here])).switches.map(({ scope }: { scope: string }) => scope)).toEqual([
      ...["grant", "tool", "server", "organization"],
    ]);
    for (const place of [[], ["--server", "zabbix"], ["--server", "zabbix", "--tool", "alpha"], ["--grant", "agent"]])
      await shown(["--release", ...here, ...place]);
    expect((await shown(["--list", ...here])).switches).toEqual([]);
    expect(await portcullis(["kill", "--release", ...here])).toMatchObject({ code: 2, out: "" });
  });

  test("stops and releases the installation", async () => {
    expect((await shown(["--installation", "--reason", "a test of it"])).installation).toMatchObject({
      killed: true,
      reason: "a test of it",
    });
    expect((await shown(["--list"])).installation).toMatchObject({ killed: true });
    expect((await shown(["--release"])).installation).toMatchObject({ killed: false, reason: null });
  });

  test.each([
    [["kill"]],
    [["kill", "--installation"]],
    [["kill", "--reason", "nothing named"]],
    [["kill", "--installation", "--organization", "stopped", "--reason", "both"]],
    [["kill", "--server", "zabbix", "--reason", "whose?"]],
    [["kill", "--release", "--server", "zabbix"]],
    [["kill", "--release", "--list"]],
    [["kill", "--organization", "nobody", "--reason", "not there"]],
    [["kill", "--installation", "--reason", "x"]],
  ])("%j is status 2 and stops nothing", async (args) => {
    expect(await portcullis(args)).toMatchObject({ code: 2, out: "", error: [expect.any(String)] });
  });
});

describe("migrate", () => {
  test("brings an empty database up, and finds nothing to do the second time", async () => {
    const empty = await cliDatabase("empty");
    const env = { ...source, DATABASE_URL: empty.url, PORTCULLIS_MIGRATIONS: migrations };
    const first = JSON.parse((await portcullis(["migrate"], { env })).out);
    expect(first.applied.length).toBeGreaterThan(0);
    expect(JSON.parse((await portcullis(["migrate"], { env })).out)).toEqual({ applied: [] });
    expect(await portcullis(["apply", "-"], { env, stdin: JSON.stringify(setupOf("fresh")) })).toMatchObject({ code: 0, error: [] });
    expect(await portcullis(["migrate"], { env: { ...env, PORTCULLIS_MIGRATIONS: "/nowhere" } })).toMatchObject({ code: 1, out: "" });
    await empty.drop();
  });
});

describe("the command line", () => {
  test("help, no command and an unknown one", async () => {
    expect(await portcullis(["help"])).toMatchObject({ code: 0, out: expect.stringContaining("apply FILE") });
    expect(await portcullis([])).toMatchObject({ code: 2 });
    expect(await portcullis(["aply"])).toMatchObject({ code: 2, error: [expect.stringContaining("aply")] });
  });

  test.each([
    [{ DATABASE_URL: undefined }, "DATABASE_URL"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    [{ PORTCULLIS_ROOT_KEY: "" }, "PORTCULLIS_ROOT_KEY"],
    [{ PORTCULLIS_ROOT_KEY: undefined, PORTCULLIS_ROOT_KEY_FILE: "/nowhere" }, "PORTCULLIS_ROOT_KEY_FILE"],
    [{ PORTCULLIS_ALLOW_LOOPBACK: "yes" }, "PORTCULLIS_ALLOW_LOOPBACK"],
  ])("a wrong setting is named: %j", async (change, name) => {
    const answer = await portcullis(["apply", "-"], { env: { ...source, ...change } });
    expect(answer).toMatchObject({ code: 2, out: "" });
    expect(answer.error[0]?.split(" ")[0]).toBe(name);
  });

  test("the root key may come from a file", async () => {
    const file = path.join(folder, "root-key");
    writeFileSync(file, `${source.PORTCULLIS_ROOT_KEY}\n`);
    const env = { ...source, PORTCULLIS_ROOT_KEY: undefined, PORTCULLIS_ROOT_KEY_FILE: file };
    expect(await portcullis(["apply", "-"], { env, stdin: JSON.stringify(setupOf("by-file")) })).toMatchObject({ code: 0 });
  });

  test("as a process: status, stdout and stderr, and a reader that goes away early", async () => {
    const { entry, remove } = bundle("all");
    const start = () => spawn(process.execPath, [entry, "apply", "-"], { env: { PATH: process.env.PATH, ...source } });
    const deaf = start();
    deaf.stdout.destroy();
    deaf.stdin.end(JSON.stringify(setupOf("deaf")));
    const complaint = text(deaf.stderr);
    expect(await new Promise((done) => deaf.once("close", done))).toBe(0);
    expect(await complaint).toBe("");
    remove();
  });
});
