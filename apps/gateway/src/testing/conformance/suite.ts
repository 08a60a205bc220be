import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export type Revision = "2025-11-25" | "2026-07-28";

/** One run of the official suite against a URL. */
export type Score = {
  /** Each (scenario, check, status) with how often it came. */
  checks: Map<string, number>;
  passed: number;
  failed: number;
  /** 0 when everything that the revision requires has passed. */
  exitCode: number | null;
  output: string;
};

/** Runs the frozen requirement set of a revision, by npm's Node 22, against a loopback URL. */
export async function runSuite(url: string, revision: Revision): Promise<Score> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "portcullis-conformance-"));
  try {
    const child = spawn(NODE, [SUITE, "server", "--url", url, "--requirements", revision, "-o", folder], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: path.dirname(NODE), HOME: folder, NO_COLOR: "1" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += chunk;
      });
    const exitCode = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const checks = new Map<string, number>();
    for (const entry of await readdir(folder, { recursive: true })) {
      if (path.basename(entry) !== "checks.json") continue;
      const found = JSON.parse(await readFile(path.join(folder, entry), "utf8")) as { id: string; status: string }[];
      for (const { id, status } of found) {
        const key = `${scenarioOf(entry)} ${id} ${status}`;
        checks.set(key, (checks.get(key) ?? 0) + 1);
      }
    }
    return { checks, passed: countOf(checks, "SUCCESS"), failed: countOf(checks, "FAILURE"), exitCode, output };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What two runs do not have in common, for a person to read. */
export function difference(expected: Score, found: Score): string[] {
  const keys = new Set([...expected.checks.keys(), ...found.checks.keys()]);
  return [...keys]
    .filter((key) => expected.checks.get(key) !== found.checks.get(key))
    .map((key) => `${key}: ${expected.checks.get(key) ?? 0} expected, ${found.checks.get(key) ?? 0} found`);
}

function countOf(checks: ReadonlyMap<string, number>, status: string): number {
  return [...checks].reduce((sum, [key, count]) => (key.endsWith(` ${status}`) ? sum + count : sum), 0);
}

/** Result folders are named after the scenario and the time. */
const scenarioOf = (entry: string): string =>
  path
    .dirname(entry)
    .replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, "")
    .replace(/^server-/, "");

const NODE22 = path.join(import.meta.dirname, "../../../../../tools/node22/node_modules");
const NODE = path.join(NODE22, "node/bin/node");
const SUITE = path.join(NODE22, "@modelcontextprotocol/conformance/dist/index.js");
