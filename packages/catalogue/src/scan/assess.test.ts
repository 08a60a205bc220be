import { describe, expect, test } from "vitest";
import { readCatalogueDocument } from "../import/read-document.ts";
import { assessConfiguration, findingsIn, reaches } from "./assess.ts";
import { indexedServer } from "./catalogue-index.ts";
import { parseClientConfiguration } from "./parse-configuration.ts";
import { sarifOf } from "./sarif.ts";

/** How clients name a variable. */
const variable = (name: string) => `\${${name}}`;

const recorded = {
  slug: "acme",
  name: "Acme",
  registry: "npm",
  package: "@acme/mcp",
  recordedAt: "2026-01-01",
  tools: [{ name: "get_thing" }, { name: "delete_thing" }],
};
const index = readCatalogueDocument(recorded, { from: "test", at: "2026-01-01" }).records.map(indexedServer);
const assessed = (servers: object, gateways: string[] = []) =>
  assessConfiguration(parseClientConfiguration(JSON.stringify({ mcpServers: servers })), { index, gateways }).servers;

test("a server of the catalogue that bypasses a gateway: its risk, its counts, its policy", () => {
  const [server] = assessed({ a: { command: "npx", args: ["-y", "@acme/mcp@1.0.0"] } });
  expect(server).toMatchObject({
    bypasses: true,
    risk: "critical",
    counts: { read: 1, destructive: 1 },
    known: { from: "catalogue", slug: "acme" },
    policy: { document: { version: "1", default: "deny", hide: ["@destructive"] } },
  });
  expect(server?.findings).toMatchObject([
    { rule: "bypasses-gateway", level: "critical", message: expect.stringContaining("2 tools: 1 that destroys.") },
  ]);
});

test("a name proves nothing: a server that is only called like one of the catalogue is unknown", () => {
  const [server] = assessed({ acme: { command: "npx", args: ["-y", "@evil/mcp@1.0.0"] } });
  expect(server).toMatchObject({ bypasses: true, risk: null, known: null, policy: null });
  expect(server?.findings).toMatchObject([{ rule: "bypasses-gateway", level: "medium" }]);
});

describe("behind a gateway", () => {
  test.each([
    [{ url: "https://gw.example.com/acme/zabbix/mcp" }, ["https://gw.example.com"], false],
    [{ url: "https://gw.example.com/base/acme/zabbix/mcp" }, ["https://gw.example.com/base"], false],
    [{ url: "https://gw.example.com.evil.com/acme/zabbix/mcp" }, ["https://gw.example.com"], true],
    [{ url: "https://gw.example.com/basement/zabbix/mcp" }, ["https://gw.example.com/base"], true],
    [{ url: "https://other.example.com/a/b/mcp", headers: { Authorization: `Bearer ${variable("PORTCULLIS_TOKEN")}` } }, [], false],
    [
      {
        command: "npx",
        args: ["-y", "mcp-remote@1.0.0", "https://other.example.com/a/b/mcp", "--header", `Authorization:${variable("PORTCULLIS_AUTH")}`],
      },
      [],
      false,
    ],
    [{ url: "https://other.example.com/mcp", headers: { Authorization: `Bearer ${variable("PORTCULLIS_TOKEN")}` } }, [], true],
    [{ command: "npx", args: ["@acme/mcp@1.0.0"], env: { PORTCULLIS_TOKEN: "x" } }, [], true],
    [{ url: "https://other.example.com/mcp", disabled: true }, [], false],
  ])("%j of %j: bypasses %s", (server, gateways, bypasses) => {
    expect(assessed({ s: server }, gateways)[0]?.bypasses).toBe(bypasses);
  });
});

test("plain HTTP, secrets in the file and unpinned packages are findings of their own", () => {
  const found = assessed({
    a: { url: "http://mcp.example.com/mcp" },
    b: { url: "http://localhost:3000/mcp" },
    c: { command: "npx", args: ["-y", "@acme/mcp"], env: { ACME_TOKEN: "abc123" } },
  }).flatMap(({ findings }) => findings.map(({ rule, server }) => `${server} ${rule}`));
  expect(found).toEqual([
    "a bypasses-gateway",
    "a unencrypted",
    "b bypasses-gateway",
    "c bypasses-gateway",
    "c secret-in-file",
    "c unpinned-package",
  ]);
});

test("levels in order", () => {
  expect([reaches("high", "high"), reaches("critical", "high"), reaches("medium", "high")]).toEqual([true, true, false]);
});

test("the SARIF log names file, place, rule and level, and no secret", () => {
  const assessment = assessConfiguration(
    parseClientConfiguration(`{"mcpServers":{\n  "c":{"command":"npx","args":["-y","@acme/mcp"],"env":{"ACME_TOKEN":"s3cret-value"}}}}`),
    { index },
  );
  const log = sarifOf([{ uri: "my project/.mcp.json", findings: findingsIn(assessment) }], "1.0.0");
  expect(log).toMatchObject({
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Portcullis scan" } },
        results: [
          {
            ruleId: "bypasses-gateway",
            level: "error",
            locations: [
              { physicalLocation: { artifactLocation: { uri: "my%20project/.mcp.json" }, region: { startLine: 2, startColumn: 3 } } },
            ],
          },
          { ruleId: "secret-in-file", level: "warning" },
          { ruleId: "unpinned-package", level: "note" },
        ],
      },
    ],
  });
  expect(JSON.stringify(log)).not.toContain("s3cret-value");
});
