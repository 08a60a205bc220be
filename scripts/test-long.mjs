// `npm run test:long`: the same properties at sizes that do not fit into `npm test`, within two hours on two cores. One seed for all of it, and a
// dated report. `npm run test:long -- wire audit` runs some parts; LONG_SEED=<seed> runs them again as they were.
import { spawn } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

const minutesMax = 120;
const seed = process.env.LONG_SEED ?? String(crypto.randomInt(2 ** 31));
/** A number of the surroundings counts before the one here. */
const size = (name, value) => ({ [name]: process.env[name] ?? value });
const seeds = { POLICY_SEED: seed, WIRE_SEED: seed, ADMISSION_SEED: seed, SIMULATION_SEED: seed };
const gateway = "apps/gateway/src";

// `minutes`: what a part may take. Those with many at once run a file at a time: some of them measure.
const parts = [
  {
    name: "engine",
    what: "the engine against its reference",
    project: "unit",
    files: ["packages/policy/reference"],
    env: size("POLICY_CASES", "4000000"),
    minutes: 20,
  },
  {
    name: "wire",
    what: "what is evaluated is what is forwarded, over sockets",
    files: ["forwarding", "pitfalls", "testing/fault-proxy", "message", "pins"].map((folder) => `${gateway}/${folder}`),
    env: size("WIRE_CASES", "10000"),
    minutes: 25,
  },
  {
    name: "approvals",
    what: "approvals: retries, kills, forged states",
    files: [`${gateway}/approvals`],
    env: size("WIRE_CASES", "10000"),
    minutes: 10,
  },
  {
    name: "faults",
    what: "limits to the call over four replicas; replicas and PostgreSQL killed; floods",
    files: ["exactness", "replica-lost", "database-killed", "killed-replicas", "flood", "streams-cut", "isolation", "noisy-neighbour"].map(
      (file) => `${gateway}/${file}`,
    ),
    env: size("WIRE_CASES", "10000"),
    minutes: 20,
  },
  {
    name: "audit",
    what: "the record: forgeries, and a long one under the verifier's bars",
    files: ["apps/cli/src/commands/verify.test.ts"],
    env: { ...size("AUDIT_CASES", "1000"), ...size("AUDIT_ROWS", "1000000") },
    minutes: 15,
  },
  {
    name: "simulation",
    what: "every interleaving that a seed can bring; the model beside the database",
    files: ["packages/control-plane/src/simulation"],
    env: { ...size("SIMULATION_STEPS", "100000000"), ...size("SIMULATION_HISTORIES", "10000") },
    minutes: 20,
  },
  {
    name: "admission",
    what: "admission against the database",
    files: ["packages/control-plane/src/gateway"],
    env: size("ADMISSION_TIMES", "10"),
    minutes: 20,
  },
  {
    name: "rotation",
    what: "ID-12: another root key for 100,000 sealed values, under load",
    files: ["packages/control-plane/src/upkeep/rotate-keys.test.ts"],
    env: size("ROTATION_ROWS", "100000"),
    minutes: 10,
  },
  {
    name: "api",
    what: "the management API against its own schemas",
    files: ["packages/control-plane/src/api/fuzz.test.ts"],
    env: size("FUZZ_RUNS_TIMES", "10"),
    minutes: 10,
  },
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}: ${parts.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
ensureInstalled(console.log);
ensureGenerated(console.log);
const begunAt = new Date();
const folder = path.join(root, "test-results/long");
fs.mkdirSync(folder, { recursive: true });
const report = path.join(folder, `${begunAt.toISOString().slice(0, 16).replace(":", "")}.md`);
const results = [];
for (const part of parts.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const left = minutesMax - (Date.now() - begunAt) / 60_000;
  console.log(`${part.name}: ${part.what} (seed ${seed}, ${JSON.stringify(part.env)})`);
  results.push({
    part,
    ...(left < 1 ? { state: "not run: the two hours are over", seconds: 0 } : await run(part, Math.min(part.minutes, left))),
  });
  fs.writeFileSync(report, text());
}
console.log(text());
console.log(`report: ${path.relative(root, report)}`);
process.exitCode = results.every(({ state }) => state === "passed") ? 0 : 1;

/** One part to its end, or to its limit; never does one that ran out of time count as passed. */
async function run({ name, project = "integration", files, env }, minutes) {
  const since = Date.now();
  const output = path.join(folder, `${name}.json`);
  fs.rmSync(output, { force: true });
  const args = [
    "run",
    "--project",
    project,
    ...files,
    "--testTimeout=7200000",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${output}`,
  ];
  if (project === "integration") args.push("--no-file-parallelism");
  const child = spawn(process.execPath, [path.join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...quietEnv, FORCE_COLOR: "0", ...seeds, ...env },
  });
  let said = "";
  child.stdout.on("data", (data) => {
    process.stdout.write(data);
    said += data;
  });
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), 20_000).unref();
  }, minutes * 60_000);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(limit);
  const found = fs.existsSync(output) ? JSON.parse(fs.readFileSync(output, "utf8")) : undefined;
  const state = isLate ? `not finished within ${Math.round(minutes)} minutes` : code === 0 ? "passed" : "FAILED";
  return { state, seconds: Math.round((Date.now() - since) / 1000), found, figures: figuresOf(said) };
}

/** What tests print of themselves: vitest puts a line with the test's name above it, and an empty one below. */
function figuresOf(said) {
  const plain = stripVTControlCharacters(said);
  const blocks = plain.matchAll(/^stdout \| (?:.* > )?(.*)\n((?:.+\n)+)/gm);
  return [...blocks].flatMap(([, test, lines]) =>
    lines
      .trim()
      .split("\n")
      .map((line) => `${test}: ${line.trim()}`),
  );
}

function text() {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const lines = [
    `# Long run of ${begunAt.toISOString().slice(0, 16)}Z`,
    "",
    `Portcullis ${version}, commit ${commit()}; Node ${process.version}; ${os.cpus().length} × ${os.cpus()[0]?.model.trim()}; ${os.type()} ${os.release()}.`,
    `Again: \`LONG_SEED=${seed} npm run test:long\`.`,
    "",
    "| part | state | tests | seconds | sizes |",
    "| --- | --- | --- | --- | --- |",
    ...results.map(({ part, state, seconds, found }) => {
      const tests = found ? `${found.numPassedTests} passed, ${found.numFailedTests} failed` : "–";
      return `| ${part.name}: ${part.what} | ${state} | ${tests} | ${seconds} | ${Object.entries(part.env)
        .map(([name, value]) => `${name}=${value}`)
        .join(", ")} |`;
    }),
  ];
  for (const { part, found, figures = [] } of results) {
    const tests = (found?.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
    const failed = tests
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `- FAILED ${fullName}: ${failureMessages[0]?.split("\n")[0]}`);
    const longest = tests.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0)).slice(0, 10);
    lines.push(
      "",
      `## ${part.name}`,
      "",
      ...failed,
      ...longest.map(({ fullName, duration = 0 }) => `- ${(duration / 1000).toFixed(1)} s ${fullName}`),
    );
    if (figures.length > 0) lines.push("", ...figures.slice(0, 100).map((line) => `- ${line}`));
  }
  return `${lines.join("\n")}\n`;
}

function commit() {
  const git = path.join(root, ".git");
  try {
    const head = fs.readFileSync(path.join(git, "HEAD"), "utf8").trim();
    return head.startsWith("ref: ")
      ? fs
          .readFileSync(path.join(git, head.slice(5)), "utf8")
          .trim()
          .slice(0, 12)
      : head.slice(0, 12);
  } catch {
    return "unknown";
  }
}
