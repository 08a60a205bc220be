import type { Risk } from "../category.ts";
import type { ScanFinding, ScanRule } from "./assess.ts";

/** Findings of one file; `uri` is its path as the log shall name it. */
export type SarifFile = { uri: string; findings: readonly ScanFinding[] };

/** The findings as a SARIF 2.1.0 log, as code scanning services read it. */
export function sarifOf(files: readonly SarifFile[], version: string): object {
  const rules = Object.entries(ruleWords) as [ScanRule, { name: string; says: string; level: Risk }][];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Portcullis scan",
            version,
            rules: rules.map(([id, { name, says, level }]) => ({
              id,
              name,
              shortDescription: { text: says },
              defaultConfiguration: { level: sarifLevel(level) },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: files.flatMap(({ uri, findings }) =>
          findings.map(({ rule, level, server, message, line, column }) => ({
            ruleId: rule,
            ruleIndex: rules.findIndex(([id]) => id === rule),
            level: sarifLevel(level),
            message: { text: server === "" ? message : `${server}: ${message}` },
            locations: [
              { physicalLocation: { artifactLocation: { uri: encodePath(uri) }, region: { startLine: line, startColumn: column } } },
            ],
            properties: { risk: level },
          })),
        ),
      },
    ],
  };
}

const ruleWords: Record<ScanRule, { name: string; says: string; level: Risk }> = {
  "bypasses-gateway": { name: "BypassesGateway", says: "A client reaches an MCP server without a gateway between them.", level: "high" },
  "secret-in-file": { name: "SecretInFile", says: "A credential stands in the configuration itself.", level: "medium" },
  unencrypted: { name: "Unencrypted", says: "A server is called over plain HTTP.", level: "high" },
  "unpinned-package": {
    name: "UnpinnedPackage",
    says: "A server is started from whatever version of its package is newest.",
    level: "low",
  },
  unreadable: { name: "Unreadable", says: "A part of the configuration cannot be read.", level: "medium" },
  doubtful: { name: "Doubtful", says: "The configuration can be read, and may not mean what it should.", level: "low" },
};

const sarifLevel = (risk: Risk): "error" | "warning" | "note" =>
  risk === "high" || risk === "critical" ? "error" : risk === "medium" ? "warning" : "note";

/** A relative URI reference: what a path may hold and a URI may not is percent-encoded. */
const encodePath = (path: string): string =>
  path
    .replaceAll("\\", "/")
    .split("/")
    .map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, "\ufffd")))
    .join("/");
