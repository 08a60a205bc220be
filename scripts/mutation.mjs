// `npm run test:mutation`: plants every small bug that Stryker knows into the engine's compile, conditions and evaluate, one at a
// time, and asks whether the fast tests notice. Works on a copy in the system's temporary folder; what it learned is kept under
// node_modules/.cache, so that a second run asks only about what changed.
// Usage: npm run test:mutation -- [--concurrency 2] [--mutate src/evaluate.ts[,…]] [--force]
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({
  options: { concurrency: { type: "string", default: "2" }, mutate: { type: "string" }, force: { type: "boolean", default: false } },
});
ensureInstalled(console.log);

const room = path.join(root, "packages/policy");
const cache = path.join(root, "node_modules/.cache/mutation");
const incrementalFile = path.join(cache, "incremental.json");
const copy = fs.mkdtempSync(path.join(os.tmpdir(), "policy-mutation-"));
fs.mkdirSync(cache, { recursive: true });
try {
  for (const part of ["src", "decisions", "policylayer", "package.json", "stryker.config.json"]) {
    fs.cpSync(path.join(room, part), path.join(copy, part), { recursive: true });
  }
  fs.symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "dir");
  fs.writeFileSync(path.join(copy, "vitest.config.mjs"), testsToRun());
  writeConfig();
  const stryker = path.join(root, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const args = ["run", "stryker.config.json", "--concurrency", options.concurrency, ...(options.force ? ["--force"] : [])];
  const { status } = spawnSync(process.execPath, [stryker, ...args], { cwd: copy, stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  fs.rmSync(copy, { recursive: true, force: true });
}

/** Decisions, documents and findings; left out is what draws by chance, reads the sources, or asks about schemas and bundles only. */
function testsToRun() {
  const exclude = [
    "src/properties.test.ts",
    "src/purity.test.ts",
    "src/planted.test.ts",
    "src/work.test.ts",
    "src/json-schema.test.ts",
    "src/schema/**",
    "node_modules/**",
  ];
  return `export default { test: { isolate: false, include: ["src/**/*.test.ts"], exclude: ${JSON.stringify(exclude)} } };\n`;
}

/** The room's own settings, and where this run keeps its results. */
function writeConfig() {
  const file = path.join(copy, "stryker.config.json");
  const config = JSON.parse(fs.readFileSync(file, "utf8"));
  const mutate = options.mutate?.split(",") ?? config.mutate;
  const jsonReporter = { fileName: path.join(cache, "report.json") };
  const tempDirName = path.join(copy, ".stryker");
  fs.writeFileSync(file, JSON.stringify({ ...config, mutate, incrementalFile, jsonReporter, tempDirName }));
}
