import { expect, test } from "vitest";
import { classify } from "./classify/classify.ts";
import { assessConfiguration } from "./scan/assess.ts";
import { parseClientConfiguration } from "./scan/parse-configuration.ts";
import { warningsOf } from "./warnings/warnings.ts";

/** Each of these took minutes, or would have, where a run of letters was read again from each of its letters. */
test.each<[string, () => unknown]>([
  ["a configuration of line breaks", () => parseClientConfiguration("\n".repeat(400_000))],
  ["one long line that begins like a table", () => parseClientConfiguration(`[${"a.".repeat(200_000)}`)],
  ["escaped quotes, and no end of the string", () => parseClientConfiguration(`{${'\\"'.repeat(200_000)}`)],
  ["comments that nothing closes", () => parseClientConfiguration("/* ".repeat(200_000))],
  [
    "a TOML text with something like a table in it",
    () => parseClientConfiguration(`[mcp_servers.a]\ncommand = '''\n[${'\\"'.repeat(200_000)}]\n'''`, "a.toml"),
  ],
  ["a path to no package", () => scanned({ command: "node", args: [`${"a".repeat(400_000)}/node_modules/ `] })],
  [
    "white space before a token",
    () => scanned({ url: "https://a.example.com", headers: { Authorization: `Bearer${" ".repeat(400_000)}x` } }),
  ],
  ["placeholders on two lines", () => scanned({ command: "a", env: { TOKEN: `${"placeholder".repeat(40_000)}\nx` } })],
  ["beginnings of tokens", () => scanned({ command: "a", args: ["-eyJaaaaaaaaaaaa".repeat(25_000)] })],
  ["a sibling with an endless name", () => classify({ name: "update_order" }, { name: "x", tools: ["place_".repeat(200_000)] })],
  ["many values below an endless name", () => warningsOf({ name: "a", inputSchema: { ["a".repeat(250_000)]: Array(19_000).fill("x") } })],
])(
  "%s: read once",
  (_, read) => {
    const since = performance.now();
    read();
    expect(performance.now() - since).toBeLessThan(10_000);
  },
  600_000,
);

const scanned = (server: object) =>
  assessConfiguration(parseClientConfiguration(JSON.stringify({ mcpServers: { a: server } })), { gateways: [], index: [] });

test("what is read once is read as before", () => {
  const secrets = (env: Record<string, string>) =>
    parseClientConfiguration(JSON.stringify({ mcpServers: { a: { command: "a", env } } })).servers[0]?.secrets.map(({ name, literal }) => [
      name,
      literal,
    ]);
  expect(secrets({ A: "x-eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", B: "-eyJhbGci.eyJzdWIi" })).toEqual([["A", true]]);
  expect(secrets({ TOKEN: "Bearer   <yours>", API_KEY: "Basic abc", SECRET: "is REDACTED here", PASSWORD: "redacted\nx" })).toEqual([
    ["TOKEN", false],
    ["API_KEY", true],
    ["SECRET", false],
    ["PASSWORD", true],
  ]);
  const broken = parseClientConfiguration(`{"mcpServers": {"a": {"command": "npx\n}, "b": {"command": "npx"}}}`);
  expect(broken.problems[0]).toMatchObject({ line: 1, kind: "unreadable" });
  expect(parseClientConfiguration(`\ufeff  [mcp_servers."a b"] # one\ncommand = "npx"`)).toMatchObject({
    client: "codex",
    servers: [{ name: "a b" }],
  });
  const deep = parseClientConfiguration(`"\\\n"${"[".repeat(100_000)}`);
  expect(deep.problems[0]?.message).toMatch(/^This is nested/);
});
