import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseClientConfiguration } from "./parse-configuration.ts";

/** How clients name a variable. */
const variable = (name: string) => `\${${name}}`;

const one = (text: string, filename?: string) => parseClientConfiguration(text, filename).servers[0];
const started = (command: string, ...args: string[]) => one(JSON.stringify({ mcpServers: { s: { command, args } } }));

describe("what clients write", () => {
  test.each([
    ["Claude Code", ".mcp.json", `{"mcpServers":{"z":{"type":"http","url":"https://z.example.com/mcp"}}}`, "claude-code"],
    [
      "Claude Code, user file",
      "/home/a/.claude.json",
      `{"projects":{"/p":{"mcpServers":{"z":{"url":"https://z.example.com/mcp"}}}}}`,
      "claude-code",
    ],
    [
      "Claude Desktop",
      "claude_desktop_config.json",
      `{"mcpServers":{"z":{"command":"npx","args":["-y","mcp-remote","https://z.example.com/mcp"]}}}`,
      "claude-desktop",
    ],
    ["Cursor", ".cursor/mcp.json", `{"mcpServers":{"z":{"url":"https://z.example.com/mcp"}}}`, "cursor"],
    ["VS Code", ".vscode/mcp.json", `{"inputs":[],"servers":{"z":{"type":"http","url":"https://z.example.com/mcp"}}}`, "vscode"],
    [
      "VS Code settings",
      "C:\\Users\\a\\AppData\\Roaming\\Code\\User\\settings.json",
      `{"mcp":{"servers":{"z":{"url":"https://z.example.com/mcp"}}}}`,
      "vscode",
    ],
    ["Codex", ".codex/config.toml", `model = "x"\n[mcp_servers.z]\nurl = "https://z.example.com/mcp"\nbearer_token_env_var = "T"`, "codex"],
    ["Gemini", ".gemini/settings.json", `{"mcpServers":{"z":{"httpUrl":"https://z.example.com/mcp"}}}`, "gemini"],
    ["Windsurf", "mcp_config.json", `{"mcpServers":{"z":{"serverUrl":"https://z.example.com/mcp"}}}`, "windsurf"],
    ["Zed", "/home/a/.config/zed/settings.json", `{"context_servers":{"z":{"url":"https://z.example.com/mcp"}}}`, "zed"],
    ["opencode", "opencode.jsonc", `{"mcp":{"z":{"type":"remote","url":"https://z.example.com/mcp"}}}`, "opencode"],
    ["pasted without what is around it", "", `{"z":{"url":"https://z.example.com/mcp"}}`, "other"],
  ])("%s", (_, filename, text, client) => {
    const parsed = parseClientConfiguration(text, filename);
    expect(parsed).toMatchObject({ client, problems: [], servers: [{ name: "z", url: "https://z.example.com/mcp" }] });
    expect(parseClientConfiguration(text).servers).toEqual(parsed.servers);
  });

  test("comments, commas at the end, a byte order mark; places are those of the file", () => {
    const text = `\ufeff// mine\n{\n  /* all */ "mcpServers": {\n    "a": { "command": "npx", },\n    "b": { "command": "npx" }\n  },\n}\n`;
    expect(parseClientConfiguration(text).servers).toMatchObject([
      { name: "a", line: 4, column: 5 },
      { name: "b", line: 5, column: 5 },
    ]);
    const toml = parseClientConfiguration(
      `[a]\n\n[mcp_servers."a b"]\ncommand = "npx"\n[mcp_servers."a b".env]\nX = "1"\n[mcp_servers.c]\ncommand='uvx'`,
    );
    expect(toml.servers).toMatchObject([
      { name: "a b", line: 3 },
      { name: "c", line: 7 },
    ]);
  });

  test("a server that is here twice is two, and said to be", () => {
    const { servers, problems } = parseClientConfiguration(`{"mcpServers":{"a":{"command":"x"},"a":{"url":"https://b.example.com/mcp"}}}`);
    expect(servers).toHaveLength(2);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining("twice") }]);
  });

  test("what is broken is named by its place, and the rest is read", () => {
    const { servers, problems } = parseClientConfiguration(`{"mcpServers":{\n"a":{"command":"npx"}\n"b":{"command":"uvx"}}}`);
    expect(servers.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(problems).toEqual([{ line: 3, column: 1, kind: "unreadable", message: "A comma is missing here." }]);
    expect(parseClientConfiguration("[mcp_servers.a]\ncommand = \n", "config.toml").problems).toMatchObject([{ line: 2 }]);
    expect(parseClientConfiguration("").problems).toHaveLength(1);
    expect(parseClientConfiguration("{}").problems).toMatchObject([{ message: "There are no MCP servers in this configuration." }]);
  });
});

describe("from which package", () => {
  test.each([
    [["npx", "-y", "@scope/server@1.2.3", "--flag"], { registry: "npm", name: "@scope/server", version: "1.2.3" }],
    [["npx", "--yes", "--package=@scope/server", "run"], { registry: "npm", name: "@scope/server" }],
    [["C:\\Program Files\\nodejs\\npx.cmd", "server@latest"], { registry: "npm", name: "server", version: "latest" }],
    [["cmd", "/c", "npx", "-y", "server"], { registry: "npm", name: "server" }],
    [["sh", "-c", "cd /x && TOKEN=1 npx -y server"], { registry: "npm", name: "server" }],
    [["env", "A=b", "npx", "server"], { registry: "npm", name: "server" }],
    [["pnpm", "dlx", "server"], { registry: "npm", name: "server" }],
    [["npm", "exec", "--", "server"], { registry: "npm", name: "server" }],
    [["node", "/home/a/node_modules/@scope/server/dist/index.js"], { registry: "npm", name: "@scope/server" }],
    [["uvx", "mcp_server.git==1.0"], { registry: "pypi", name: "mcp-server-git", version: "1.0" }],
    [["uvx", "--from", "package[extra]@2", "tool"], { registry: "pypi", name: "package", version: "2" }],
    [["uv", "tool", "run", "server"], { registry: "pypi", name: "server" }],
    [["python", "-m", "mcp_server_time"], { registry: "pypi", name: "mcp-server-time" }],
    [
      ["docker", "run", "-i", "--rm", "-e", "TOKEN", `mcp/github:1@sha256:${"a".repeat(64)}`],
      { registry: "oci", name: "mcp/github", version: "1" },
    ],
    [["docker", "run", "--rm", "ghcr.io/github/github-mcp-server"], { registry: "oci", name: "ghcr.io/github/github-mcp-server" }],
    [["npx -y server"], { registry: "npm", name: "server" }],
  ])("%j", ([command = "", ...args], from) => {
    expect(started(command, ...args)?.package).toEqual(from);
  });

  test("an address or a path names none", () => {
    for (const args of [["git+https://s3cret@github.com/a/b"], ["./local"], ["https://example.com/x.tgz"]])
      expect(started("npx", "-y", ...args)?.package).toBeUndefined();
  });

  test("a bridge is the URL behind it", () => {
    expect(
      started("npx", "-y", "mcp-remote@0.15.1", "https://x.example.com/mcp", "--header", `Authorization:${variable("PORTCULLIS_AUTH")}`),
    ).toMatchObject({
      bridged: true,
      url: "https://x.example.com/mcp",
      usesGrant: true,
      secrets: [{ kind: "header", name: "Authorization", literal: false }],
    });
  });
});

describe("secrets", () => {
  const secrets = [
    "ghp_abcdefghijklmnopqrstuvwxyz012345",
    `sk-proj-${"a1".repeat(16)}`,
    "hunter2-password",
    "xoxb-1234567890-abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
    "postgres://user:pa55word@db.example.com/x",
  ];

  test.each(secrets)("never come out: %s", (secret) => {
    const servers = {
      a: { command: `npx`, args: ["-y", "server", "--api-key", secret, `--token=${secret}`, secret], env: { API_TOKEN: secret } },
      b: {
        url: `https://u:${encodeURIComponent(secret)}@h.example.com/s/${encodeURIComponent(secret)}/mcp?api_key=${encodeURIComponent(secret)}`,
        headers: { Authorization: `Bearer ${secret}` },
      },
      c: { command: `sh`, args: ["-c", `KEY=${secret} npx -y git+https://${encodeURIComponent(secret)}@github.com/a/b`] },
      d: { command: "npx", args: ["mcp-remote", "https://x.example.com/mcp", "--header", `Authorization: Bearer ${secret}`] },
    };
    const parsed = parseClientConfiguration(JSON.stringify({ mcpServers: servers }));
    const shown = JSON.stringify(parsed);
    for (const part of [secret, encodeURIComponent(secret), "pa55word"])
      if (!part.includes("hunter2") || part === secret) expect(shown.replace(/"url":"[^"]*hunter2[^"]*"/, "")).not.toContain(part);
    expect(parsed.servers[0]?.secrets.map(({ name, literal }) => [name, literal])).toEqual(
      expect.arrayContaining([
        ["API_TOKEN", true],
        ["--api-key", true],
        ["--token", true],
      ]),
    );
    expect(parsed.servers[1]?.secrets.filter(({ literal }) => literal).length).toBeGreaterThanOrEqual(3);
    const toml = parseClientConfiguration(`[mcp_servers.a]\ncommand = "x"\nenv = { T = "${secret}" } oops`, "config.toml");
    expect(toml.problems).toHaveLength(1);
    expect(JSON.stringify(toml)).not.toContain(secret);
  });

  test("names of variables are no secrets in the file", () => {
    for (const value of [
      `${variable("TOKEN")}`,
      `${variable("env:TOKEN")}`,
      "{env:TOKEN}",
      "$TOKEN",
      "%TOKEN%",
      "<your token>",
      `Bearer ${variable("input:t")}`,
      "YOUR_API_KEY",
      "",
    ])
      expect(
        one(JSON.stringify({ mcpServers: { s: { url: "https://h.example.com/mcp", headers: { Authorization: value } } } }))?.secrets,
      ).toEqual([{ kind: "header", name: "Authorization", literal: false }]);
  });
});

describe("hostile configurations", () => {
  test("names of 100 kB, deep nesting, millions of brackets, prototypes: an answer, and soon", () => {
    const since = performance.now();
    expect(one(JSON.stringify({ mcpServers: { ["n".repeat(100_000)]: { command: "x".repeat(100_000) } } }))?.name.length).toBe(200);
    for (const text of ["[".repeat(1_000_000), `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`])
      expect(parseClientConfiguration(text).problems).toMatchObject([{ message: expect.stringContaining("deep") }]);
    expect(parseClientConfiguration(`a = ${"[".repeat(50_000)}`, "config.toml").problems).toHaveLength(1);
    expect(parseClientConfiguration("x".repeat(6_000_000)).problems).toMatchObject([{ message: expect.stringContaining("5 MiB") }]);
    expect(one(`{"mcpServers":{"__proto__":{"command":"npx","args":["constructor"]}}}`)).toMatchObject({ name: "__proto__" });
    expect(({} as { command?: string }).command).toBeUndefined();
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`s${index}`, { command: "x" }]));
    expect(parseClientConfiguration(JSON.stringify({ mcpServers: many })).servers).toHaveLength(1_000);
    expect(performance.now() - since).toBeLessThan(5_000);
  });

  test("any text and any JSON value has an answer", () => {
    const seed = Number(process.hrtime.bigint() % 2_147_483_647n);
    console.info(`seed ${seed}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.json(),
          fc.json().map((inner) => `{"mcpServers":{"a":${inner}}}`),
        ),
        fc.constantFrom("", "a.toml", "a.json"),
        (text, filename) => {
          const { servers, problems } = parseClientConfiguration(text, filename);
          expect(servers.length + problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 2_000, seed },
    );
  });
});
