// `npm run check`: lint, types, borders, the lock, and the schema against its migrations. One line per check; equal to what CI runs first.
import { spawn } from "node:child_process";
import path from "node:path";
import { ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

/** Runs every check, at most two at a time. @returns how many passed and failed; what a failed one printed is shown */
export async function check() {
  const bin = (name) => path.join(root, "node_modules", name);
  const checks = [
    ["lint and format (biome)", bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."],
    ["types (tsc, every workspace)", bin("turbo/bin/turbo"), "run", "types", "--output-logs=errors-only", "--ui=stream", "--continue"],
    ["borders between rooms (turbo boundaries)", bin("turbo/bin/turbo"), "boundaries"],
    ["dependencies used and listed (knip)", bin("knip/bin/knip.js"), "--no-progress"],
    ["lock complete for every platform", path.join(root, "tools/lock-check.mjs"), path.join(root, "package-lock.json")],
    ["house rules (tools/house-check)", path.join(root, "tools/house-check.mjs")],
  ];
  let failed = 0;
  for (const [name, ...command] of checks) {
    const started = performance.now();
    const { code, output } = await runToEnd(command);
    console.log(`${code === 0 ? "ok  " : "FAIL"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    if (code !== 0) {
      failed++;
      console.log(output);
    }
  }
  return { passed: checks.length - failed, failed };
}

function runToEnd(command) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(process.execPath, command, { cwd: root, env: quietEnv, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.once("close", (code) => resolve({ code, output }));
  });
}

if (import.meta.filename === process.argv[1]) {
  ensureInstalled(console.log);
  ensureGenerated(console.log);
  const { passed, failed } = await check();
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
