import path from "node:path";
import { assessConfiguration, findingsIn, parseClientConfiguration, type Risk, reaches, riskOrder, sarifOf } from "@portcullis/catalogue";
import manifest from "../../package.json" with { type: "json" };
import { type Console, type ExitCode, exit } from "../console.ts";
import { didYouMean } from "../input/nearest.ts";
import { readArguments } from "../input/read-arguments.ts";
import { readSource } from "../input/read-source.ts";
import { UnusableInput } from "../input/unusable-input.ts";
import { findConfigurations, thisMachine } from "./scan/find-configurations.ts";
import { knownServers } from "./scan/known-servers.ts";
import { jsonReport, textReport } from "./scan/report.ts";
import type { ScannedFile } from "./scan/scanned-file.ts";
import { writePolicies } from "./scan/write-policies.ts";

/**
 * `scan [PATH…]`: which MCP servers the configurations of clients reach without a gateway, and what these could do. Status 1 when a finding
 * reaches the level of `--fail-on`; 2 when a part of a configuration cannot be read, because nobody knows what stands there.
 */
export async function scan(args: string[], io: Console, stdin: NodeJS.ReadableStream): Promise<ExitCode> {
  const { options, files: paths } = readArguments(
    "scan",
    args,
    { gateway: "text", connect: "flag", "write-policy": "text", "fail-on": "text", format: ["text", "json", "sarif"] },
    { names: 'configurations, folders, or "-"', min: 0, max: Number.POSITIVE_INFINITY },
  );
  const threshold = options["fail-on"] === undefined ? undefined : riskNamed(options["fail-on"]);
  const gateways = (options.gateway ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  for (const gateway of gateways)
    if (!/^https?:$/.test(protocolOf(gateway))) throw new UnusableInput(`--gateway ${gateway} is no URL. See: portcullis help scan`);
  const index = await knownServers();
  const files: ScannedFile[] = [];
  for (const { file, named } of await findConfigurations(paths, thisMachine())) {
    const { name, text } = await readSource(file, stdin);
    const configuration = parseClientConfiguration(text, file === "-" ? "" : path.resolve(file));
    const unreadable = configuration.problems.some(({ kind }) => kind === "unreadable");
    // Settings of an editor are often of other things alone.
    if (!named && configuration.servers.length === 0 && !unreadable) continue;
    const direct = assessConfiguration(configuration, { gateways }).servers.filter(({ bypasses }) => bypasses);
    const listed = options.connect
      ? await listedTools(
          direct.map(({ server }) => server),
          io,
        )
      : undefined;
    files.push({ file: name, assessment: assessConfiguration(configuration, { gateways, index, listed }), unreadable });
  }
  const findings = files.map(({ file, assessment }) => ({ uri: relativeTo(process.cwd(), file), findings: findingsIn(assessment) }));
  if (options.format === "sarif") io.out(`${JSON.stringify(sarifOf(findings, manifest.version), null, 2)}\n`);
  else io.out(options.format === "json" ? jsonReport(files) : textReport(files, io));
  const kept = options["write-policy"] === undefined ? 0 : (await writePolicies(options["write-policy"], files, io)).kept;
  io.error(tally(files));
  if (files.some(({ unreadable }) => unreadable) || kept > 0) return exit.invalid;
  const reached = threshold !== undefined && findings.some((one) => one.findings.some(({ level }) => reaches(level, threshold)));
  return reached ? exit.found : exit.done;
}

async function listedTools(servers: Parameters<typeof import("./scan/list-live.ts").listLive>[0], io: Console) {
  // The dialer is loaded only for this: everything else works on files.
  const { listLive } = await import("./scan/list-live.ts");
  const { listed, unlisted } = await listLive(servers);
  for (const { server, why } of unlisted) io.error(`${server}: not listed. ${why}`);
  return listed;
}

function riskNamed(text: string): Risk {
  const risk = riskOrder.find((one) => one === text.toLowerCase());
  if (risk) return risk;
  throw new UnusableInput(`--fail-on is ${riskOrder.join(", ")}, not "${text}".${didYouMean(text, riskOrder)} See: portcullis help scan`);
}

const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : "");

/** Code scanning wants paths from the root of the repository; what lies elsewhere keeps its whole path. */
function relativeTo(folder: string, file: string): string {
  const relative = path.relative(folder, file);
  return file === "stdin" || relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
}

function tally(files: readonly ScannedFile[]): string {
  const servers = files.flatMap(({ assessment }) => assessment.servers);
  const bypassing = servers.filter(({ bypasses }) => bypasses).length;
  if (files.length === 0) return "No configuration with MCP servers was found.";
  return `${count(servers.length, "server")} in ${count(files.length, "configuration")}: ${bypassing} without a gateway.`;
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? "" : "s"}`;
