import {
  type Assessment,
  categoryOrder,
  categoryWords,
  clientNames,
  findingsIn,
  type Risk,
  revealHidden,
  type ServerAssessment,
} from "@portcullis/catalogue";
import { type Console, paint } from "../../console.ts";
import type { ScannedFile } from "./scanned-file.ts";

/** For people: each configuration with its servers, then every finding with its place. */
export function textReport(files: readonly ScannedFile[], io: Console): string {
  return files.map(({ file, assessment }) => `${heading(file, assessment, io)}${findingLines(file, assessment, io)}`).join("\n");
}

/** For programs: what the text says, and the recommended policies. Secrets are named, never shown. */
export function jsonReport(files: readonly ScannedFile[]): string {
  const report = files.map(({ file, assessment }) => ({
    file,
    client: assessment.client,
    servers: assessment.servers.map(({ server, bypasses, known, counts, risk, policy }) => ({
      ...server,
      bypasses,
      risk,
      tools: known && { from: known.from, ...(known.slug !== undefined && { catalogue: known.slug }), counts },
      policy: policy?.document ?? null,
    })),
    findings: findingsIn(assessment),
  }));
  return `${JSON.stringify(report, null, 2)}\n`;
}

const heading = (file: string, { client, servers }: Assessment, io: Console): string =>
  `${paint(io, "bold", `${clientNames[client]}: ${revealHidden(file)}`)}\n${servers.map((server) => `  ${serverLine(server, io)}\n`).join("")}`;

function serverLine({ server, bypasses, known, counts, risk }: ServerAssessment, io: Console): string {
  const name = revealHidden(server.name);
  if (server.disabled) return `${name}: switched off`;
  const from = server.package ? `${server.package.registry} ${server.package.name}` : (server.url ?? server.command ?? "");
  const could = categoryOrder
    .filter((category) => counts[category] > 0)
    .map((category) => `${counts[category]} ${categoryWords[category].name}`);
  const tools = known ? `${could.join(", ") || "no tools"}${known.from === "server" ? " (listed by the server)" : ""}` : "tools unknown";
  const way = bypasses ? paint(io, "red", "no gateway") : paint(io, "green", "behind a gateway");
  return `${name}: ${way}, ${risk ? riskWord(io, risk) : "risk unknown"} — ${revealHidden(from)} — ${tools}`;
}

const findingLines = (file: string, assessment: Assessment, io: Console): string =>
  findingsIn(assessment)
    .map(({ line, column, level, rule, server, message }) => {
      const who = server === "" ? "" : `${revealHidden(server)}: `;
      return `${revealHidden(file)}:${line}:${column} ${riskWord(io, level)} ${rule} ${who}${revealHidden(message)}\n`;
    })
    .join("");

const riskWord = (io: Console, risk: Risk): string => paint(io, risk === "low" ? "green" : risk === "medium" ? "yellow" : "red", risk);
