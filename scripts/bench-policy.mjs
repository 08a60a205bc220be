// `npm run bench:policy`: what a decision costs in this process: evaluations per second, compile time, bytes left behind, size in a
// browser; beside it, in the same run, what Cedar (WebAssembly) and CASL need for the same decision. Only one core works.
// Usage: npm run bench:policy -- [--rounds 5] [--milliseconds 150] [--json]
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    milliseconds: { type: "string", default: "150" }, // per cell and round
    json: { type: "boolean", default: false },
  },
});
ensureInstalled(options.json ? () => {} : console.log);

const room = path.join(root, "packages/policy");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "policy-bench-"));
try {
  // Cedar brings a file of WebAssembly, so it is found where it is installed.
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  const program = path.join(folder, "bench.mjs");
  await bundle(path.join(room, "bench/main.ts"), program, { platform: "node", external: ["@cedar-policy/cedar-wasm"] });
  // Node 20 can crash when it inlines calls into WebAssembly and has to take that back.
  const speed = runProgram(program, ["--no-turbo-inline-js-wasm-calls"], ["speed", options.rounds, options.milliseconds]);
  const memory = runProgram(program, ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256"], ["memory"]);
  const browser = path.join(folder, "browser.mjs");
  await bundle(path.join(room, "src/index.ts"), browser, { platform: "browser", minify: true });
  const gzipBytes = gzipSync(fs.readFileSync(browser), { level: 9 }).length;
  const report = { ...speed, memory, gzipBytes, bars: barsOf(speed, gzipBytes), machine: machine() };
  console.log(options.json ? JSON.stringify(report, null, 2) : text(report));
  process.exitCode = report.bars.every(({ reached }) => reached) ? 0 : 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

function bundle(entry, outfile, settings) {
  return build({ entryPoints: [entry], outfile, bundle: true, format: "esm", target: "node20", logLevel: "error", ...settings });
}

function runProgram(program, flags, args) {
  return JSON.parse(execFileSync(process.execPath, [...flags, program, ...args], { encoding: "utf8", maxBuffer: 1 << 24 }));
}

function barsOf({ decisions, growth, compile }, gzipBytes) {
  const typical = decisions.find(({ by, entries, conditions }) => by === "engine" && entries === 100 && conditions === 3).perSecond;
  const grown = Math.max(...growth.map(({ ratio }) => ratio));
  const compiled = compile.find(({ entries }) => entries === 2_000).milliseconds;
  return [
    { name: "evaluations/s, 100 entries and 3 conditions", measured: round(typical), bar: "≥ 1000000", reached: typical >= 1e6 },
    { name: "time of 2,000 entries over time of 10 (worst)", measured: grown.toFixed(2), bar: "≤ 1.3", reached: grown <= 1.3 },
    { name: "compile of 2,000 entries without regex, ms", measured: compiled.toFixed(1), bar: "≤ 30", reached: compiled <= 30 },
    { name: "browser bundle, kB gzip", measured: (gzipBytes / 1_000).toFixed(1), bar: "≤ 150", reached: gzipBytes <= 150_000 },
  ];
}

function text({ decisions, growth, compile, patterns, memory, bars, machine: where }) {
  const row = (...cells) => `| ${cells.join(" | ")} |`;
  const table = (head, rows) => [row(...head), row(...head.map(() => "---")), ...rows.map((cells) => row(...cells))].join("\n");
  return [
    table(
      ["by", "entries", "conditions", "evaluations/s"],
      decisions.map(({ by, entries, conditions, perSecond }) => [by, entries, conditions, round(perSecond)]),
    ),
    table(
      ["conditions", "2,000 entries over 10", "bytes per evaluation"],
      growth.map(({ conditions, ratio }, at) => [conditions, ratio.toFixed(2), memory.conditions[at].bytes.toFixed(1)]),
    ),
    `A decision that adds up an amount of the call leaves ${memory.amount.toFixed(0)} bytes behind.`,
    table(
      ["entries", "compile, ms"],
      compile.map(({ entries, milliseconds }) => [entries, milliseconds.toFixed(2)]),
    ),
    `One regex more costs ${patterns.microsecondsEach.toFixed(0)} µs at compile time.`,
    table(
      ["bar", "wanted", "measured", "reached"],
      bars.map(({ name, bar, measured, reached }) => [name, bar, measured, reached ? "yes" : "NO"]),
    ),
    where,
  ].join("\n\n");
}

function round(perSecond) {
  return Math.round(Number(perSecond.toPrecision(3)));
}

function machine() {
  return `${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown"}, ${os.type()} ${os.release()}, Node ${process.versions.node}, processor time, median of ${options.rounds} rounds`;
}
