import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../run.ts";
import { cliDatabase } from "../testing/database.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "portcullis-cli-"));
let database: Awaited<ReturnType<typeof cliDatabase>>;
let origin: string;

const mcp: Record<string, object> = {
  initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "live-server", version: "3.1.4" } },
  "tools/list": { tools: [{ name: "list_things", inputSchema: { type: "object" } }] },
};
const web = createServer(async (request, response) => {
  const url = new URL(request.url ?? "", "http://localhost");
  const answer = (body: object) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (url.pathname === "/v0/servers") {
    const page = Number(url.searchParams.get("cursor") ?? 0);
    const servers = [{ server: { name: `io.example/server-${page}`, description: "x", packages: [], remotes: [] } }];
    return void answer({ servers, metadata: page < 2 ? { nextCursor: String(page + 1) } : {} });
  }
  const { id, method } = (request.method === "POST" ? await json(request) : {}) as { id?: number; method?: string };
  if (id === undefined) return void response.writeHead(202).end();
  const result = mcp[method ?? ""];
  answer(result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } });
});

beforeAll(async () => {
  database = await cliDatabase("migrated");
  await new Promise<void>((ready) => web.listen(0, "127.0.0.1", ready));
  origin = `http://127.0.0.1:${(web.address() as { port: number }).port}`;
});
afterAll(async () => {
  web.close().closeAllConnections();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function catalogue(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const io = {
    out: (text: string) => void out.push(text),
    error: (line: string) => void error.push(line.replaceAll(`${folder}${path.sep}`, "")),
  };
  const source = { DATABASE_URL: database.url, PORTCULLIS_ROOT_KEY: database.rootKey, PORTCULLIS_ALLOW_LOOPBACK: "1" };
  const code = await run({ args: ["catalogue", ...args], source, io, stdin: Readable.from([""]) });
  return { code, answer: out.length > 0 ? (JSON.parse(out.join("")) as Record<string, unknown>) : null, error };
}

const file = (name: string, content: unknown) => {
  const full = path.join(folder, name);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
  return full;
};
const stored = async () =>
  (await database.query("SELECT slug, tool_count, source FROM portcullis.catalogue_server ORDER BY slug")) as {
    slug: string;
    tool_count: number;
    source: string;
  }[];

test("a dump: a dry run writes nothing, an import does, a second one changes nothing", async () => {
  const dump = file("weather.json", {
    result: {
      tools: [
        { name: "get_forecast", description: "Reads" },
        { name: "delete_station", description: "x" },
      ],
    },
  });
  expect(await catalogue("import", dump, "--dry-run")).toMatchObject({ code: 0, answer: { dryRun: true, added: ["weather"], tools: 2 } });
  expect(await stored()).toEqual([]);
  expect(await catalogue("import", dump)).toMatchObject({ code: 0, answer: { dryRun: false, added: ["weather"], unchanged: 0 } });
  expect(await catalogue("import", dump)).toMatchObject({ code: 0, answer: { added: [], changed: [], unchanged: 1 } });
  expect(await stored()).toEqual([{ slug: "weather", tool_count: 2, source: "tools_list" }]);
});

test("a registry's list, page by page; a running server; a folder of Docker's catalogue", async () => {
  expect((await catalogue("import", `${origin}/v0/servers?limit=1`)).answer).toMatchObject({
    added: ["io-example-server-0", "io-example-server-1", "io-example-server-2"],
  });
  expect((await catalogue("import", `${origin}/mcp`)).answer).toMatchObject({ added: ["live-server"], tools: 1 });
  file(
    "registry/servers/one/server.yaml",
    "name: one\nimage: mcp/one\nabout:\n  title: One\n  description: First\nsource:\n  project: https://github.com/a/one\n",
  );
  file("registry/servers/one/tools.json", [
    { name: "run_it", description: "Runs", arguments: [{ name: "what", type: "string", desc: "x" }] },
  ]);
  file("registry/servers/two/server.yaml", "name: two\nremote:\n  url: https://two.example.com/mcp\n");
  expect(await catalogue("import", path.join(folder, "registry"))).toMatchObject({ code: 0, answer: { added: ["one", "two"], tools: 1 } });
});

test("a folder of somebody else's leads to no other file, and cannot stop the import", async () => {
  const secret = file("elsewhere/secret.yaml", "name: stolen\nimage: mcp/stolen\n");
  file("linked/a/readme.txt", "x");
  symlinkSync(secret, path.join(folder, "linked/a/server.yaml"));
  file("linked/b/server.yaml", "name: linkedtools\nimage: mcp/b\n");
  symlinkSync("/dev/zero", path.join(folder, "linked/b/tools.json"));
  const bomb = `a: &a [${"x,".repeat(50)}]\n${Array.from({ length: 60 }, (_, i) => `k${i}: [*a, *a, *a, *a]`).join("\n")}\nname: bomb\n`;
  file("linked/c/server.yaml", bomb);
  const { code, answer, error } = await catalogue("import", path.join(folder, "linked"));
  expect([code, answer?.added]).toEqual([1, ["linkedtools"]]);
  expect(error).toEqual([expect.stringMatching(/c\/server\.yaml: Its YAML repeats itself/)]);
});

test("what cannot be used is named by file and place; the rest is imported", async () => {
  const mixed = file("mixed.json", {
    tools: [{ name: "good_one", description: "x" }, { description: "nameless" }, { name: "n".repeat(100_000) }],
  });
  const broken = file("broken.json", "{ not json");
  const yaml = file("bad/server.yaml", "name: [");
  const { code, answer, error } = await catalogue("import", mixed, broken, yaml);
  expect([code, answer?.added]).toEqual([1, ["mixed"]]);
  expect(error).toEqual([
    "mixed.json /tools/1: This tool has no name.",
    "mixed.json /tools/2: This tool's name is longer than 256 characters.",
    expect.stringMatching(/^broken\.json: This is not JSON/),
    expect.stringMatching(/server\.yaml 1:\d+: This is not YAML/),
  ]);
  expect((await catalogue("import", broken)).code).toBe(2);
  expect((await catalogue("import", path.join(folder, "none.json"))).code).toBe(2);
  expect((await catalogue("import", "https://10.0.0.1/mcp")).code).toBe(2);
  expect((await catalogue("import", "https://169.254.169.254/v0/servers")).code).toBe(2);
  expect((await catalogue("export")).code).toBe(2);
});

test("reclassify says how many tools have another category", async () => {
  expect(await catalogue("reclassify")).toMatchObject({ code: 0, answer: { tools: 0, catalogueServers: 0 } });
});
