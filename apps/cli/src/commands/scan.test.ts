import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { json } from "node:stream/consumers";
import { lint } from "@portcullis/policy";
import { afterAll, describe, expect, test } from "vitest";
import { workbench } from "../testing/workbench.ts";

const { folder, file, portcullis, remove } = workbench();
afterAll(remove);

const secret = "s3cret-value-of-somebody";
const github = { command: "npx", args: ["-y", "@modelcontextprotocol/server-github@1.0.0"], env: { GITHUB_PERSONAL_ACCESS_TOKEN: secret } };
const filesystem = { command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem@1.0.0", "/"] };
const behind = { url: "https://gw.example.com/acme/zabbix/mcp" };
const config = (servers: object) => ({ mcpServers: servers });

test("says which servers bypass a gateway, what they could do, and where; never a secret", async () => {
  const name = file("github.json", config({ github, behind }));
  const { code, out, error } = await portcullis(["scan", name, "--gateway", "https://gw.example.com"]);
  expect(code).toBe(0);
  expect(out).toContain("github: no gateway, ");
  expect(out).toContain("npm @modelcontextprotocol/server-github");
  expect(out).toContain("behind: behind a gateway");
  expect(out).toMatch(/^github\.json:1:\d+ \w+ bypasses-gateway github: The client starts this server itself/m);
  expect(out).toContain("variable GITHUB_PERSONAL_ACCESS_TOKEN");
  expect(error).toBe("2 servers in 1 configuration: 1 without a gateway.\n");
  for (const format of ["text", "json", "sarif"]) {
    const { out: shown, error: said } = await portcullis(["scan", name, "--format", format]);
    expect(shown + said).not.toContain(secret);
    if (format !== "text") expect(() => JSON.parse(shown)).not.toThrow();
  }
});

describe("--fail-on", () => {
  test.each([
    ["critical", 1],
    ["HIGH", 1],
    ["Low", 1],
    ["severe", 2],
  ])("%s ends with %i", async (level, code) => {
    const name = file("stripe.json", config({ pay: { command: "npx", args: ["-y", "@stripe/mcp@0.2.5"] } }));
    expect((await portcullis(["scan", name, "--fail-on", level])).code).toBe(code);
  });

  test("what is behind a gateway never fails; what cannot be read always does", async () => {
    const good = file("good.json", config({ behind }));
    expect((await portcullis(["scan", good, "--gateway", "https://gw.example.com", "--fail-on", "low"])).code).toBe(0);
    const broken = file("broken.json", '{"mcpServers": {');
    expect((await portcullis(["scan", broken, "--fail-on", "critical"])).code).toBe(2);
    expect((await portcullis(["scan", path.join(folder, "none.json")])).code).toBe(2);
    expect((await portcullis(["scan", good, "--gateway", "gw.example.com"])).code).toBe(2);
  });
});

test("--write-policy writes policies that publish without errors, and leaves what is there alone", async () => {
  const name = file("both.json", config({ "My Files": filesystem, github, unknown: { command: "foo" } }));
  const into = path.join(folder, "policies");
  expect((await portcullis(["scan", name, "--write-policy", into])).code).toBe(0);
  expect(existsSync(path.join(into, "unknown.policy.json"))).toBe(false);
  for (const policy of ["my-files.policy.json", "github.policy.json"])
    expect(lint(readFileSync(path.join(into, policy), "utf8")).filter(({ severity }) => severity === "error")).toEqual([]);
  expect((await portcullis(["scan", name, "--write-policy", into])).code).toBe(0);
  writeFileSync(path.join(into, "github.policy.json"), "mine");
  const again = await portcullis(["scan", name, "--write-policy", into]);
  expect([again.code, readFileSync(path.join(into, "github.policy.json"), "utf8")]).toEqual([2, "mine"]);
});

test("a folder is looked through where clients look; settings without servers are no finding", async () => {
  const project = path.join(folder, "project");
  for (const place of [".cursor", ".vscode", ".codex"]) mkdirSync(path.join(project, place), { recursive: true });
  writeFileSync(path.join(project, ".cursor/mcp.json"), JSON.stringify(config({ a: filesystem })));
  writeFileSync(path.join(project, ".vscode/settings.json"), '{ "editor.fontSize": 12, // mine\n}');
  writeFileSync(path.join(project, ".codex/config.toml"), '[mcp_servers.b]\ncommand = "uvx"\nargs = ["x"]\n');
  const { out } = await portcullis(["scan", project, "--format", "json"]);
  expect((JSON.parse(out) as { client: string; servers: unknown[] }[]).map(({ client, servers }) => [client, servers.length])).toEqual([
    ["cursor", 1],
    ["codex", 1],
  ]);
});

test("standard input is a configuration, too", async () => {
  const { out } = await portcullis(["scan", "-"], { stdin: JSON.stringify(config({ github })) });
  expect(out).toContain("stdin:1:");
});

test("--connect lists what answers without a credential, and sends none", async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer(async (request, response) => {
    seen.push(request.headers.authorization, request.headers["x-api-key"] as string | undefined);
    const { id, method } = (request.method === "POST" ? await json(request) : {}) as { id?: number; method?: string };
    if (id === undefined) return void response.writeHead(202).end();
    const results: Record<string, object> = {
      initialize: { protocolVersion: "2025-11-25", capabilities: { tools: {} }, serverInfo: { name: "test", version: "1" } },
      "tools/list": { tools: [{ name: "delete_everything", inputSchema: { type: "object" } }] },
    };
    const result = results[method ?? ""];
    const body = result ? { jsonrpc: "2.0", id, result } : { jsonrpc: "2.0", id, error: { code: -32601, message: "Method not found" } };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`;
  const headers = { Authorization: `Bearer ${secret}`, "X-Api-Key": secret };
  const name = file("live.json", config({ live: { url, headers } }));
  expect((await portcullis(["scan", name, "--fail-on", "critical"])).code).toBe(0);
  const { code, out } = await portcullis(["scan", name, "--connect", "--fail-on", "critical"]);
  server.close().closeAllConnections();
  expect(code).toBe(1);
  expect(out).toContain("1 Destructive (listed by the server)");
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((value) => value !== undefined)).toEqual([]);
});
