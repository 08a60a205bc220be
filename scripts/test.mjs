// `npm test`: checks, unit and integration tests, then the journeys in a real browser. Ends with `N passed, N failed`.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureBuilt, ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

const since = performance.now();
const say = (message) => console.log(`[${((performance.now() - since) / 1000).toFixed(1)} s] ${message}`);
const results = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-results-"));
const totals = { passed: 0, failed: 0 };

ensureInstalled(say);
ensureInstalled(say, path.join(root, "tools/node22"));
ensureGenerated(say);
const chromium = ensureChromium(say);

say("checks");
const { check } = await import("./check.mjs");
add(await check());

ensureBuilt(say);

// The same cases each time, so that a red run is somebody's change; new seeds are for `npm run test:long`.
say("unit and integration tests");
const vitestReport = path.join(results, "vitest.json");
node("node_modules/vitest/vitest.mjs", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitestReport}`], {
  POLICY_CASES: "200000",
  POLICY_SEED: "20261122",
  SIMULATION_SEED: "20261122",
});
add(readVitest(vitestReport));

say("browser journeys");
const playwrightReport = path.join(results, "playwright.json");
node("node_modules/@playwright/test/cli.js", ["test", "--config", "packages/e2e/playwright.config.ts", "--reporter=list,json"], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
  ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
});
add(readPlaywright(playwrightReport));

fs.rmSync(results, { recursive: true, force: true });
say("done");
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function node(script, args, env = {}) {
  spawnSync(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...quietEnv, FORCE_COLOR: "0", ...env },
  });
}

function add({ passed, failed }) {
  totals.passed += passed;
  totals.failed += failed;
}

// A runner that died before it could report has failed, whatever it had passed until then.
function readVitest(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  const brokenFiles = report.testResults.filter(
    (suite) => suite.status === "failed" && suite.assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return { passed: report.numPassedTests, failed: failed === 0 && !report.success ? 1 : failed };
}

function readPlaywright(file) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 1 };
  const { stats, errors } = JSON.parse(fs.readFileSync(file, "utf8"));
  if (stats.flaky > 0) say(`${stats.flaky} of the journeys needed a second try; the list above names them`);
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}
