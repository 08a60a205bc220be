// `npm run test:long`: the same properties at sizes that do not fit into `npm test`. Every run prints its seed and can be replayed from it.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

ensureInstalled(console.log);
ensureGenerated(console.log);
const cases = process.env.POLICY_CASES ?? "10000000";
console.log(`engine against reference evaluator: ${cases} decisions`);
vitest("unit", ["packages/policy/reference"], { POLICY_CASES: cases });

// What is evaluated is what is forwarded: over sockets, so by smaller numbers. One file at a time: some of them measure.
const messages = process.env.WIRE_CASES ?? "10000";
console.log(`the wire: ${messages} messages per property`);
vitest(
  "integration",
  ["apps/gateway/src/forwarding", "apps/gateway/src/pitfalls", "apps/gateway/src/testing/fault-proxy", "--no-file-parallelism"],
  { WIRE_CASES: messages },
);

// Approvals: 100 x 100 retries, with kills; five deaths at every step; forged states.
vitest("integration", ["apps/gateway/src/approvals", "apps/gateway/src/message", "--no-file-parallelism"], { WIRE_CASES: messages });

// The record: forgeries, and a long record under the verifier's bars.
vitest("integration", ["apps/cli/src/commands/verify.test.ts"], { AUDIT_CASES: "1000", AUDIT_ROWS: "1000000" });

// Admission: every interleaving that a seed can bring, and the model of it beside the database.
vitest("integration", ["packages/control-plane/src/simulation"], { SIMULATION_STEPS: "100000000", SIMULATION_HISTORIES: "10000" });

vitest("integration", ["packages/control-plane/src/gateway", "--no-file-parallelism"], { ADMISSION_TIMES: "10" });

function vitest(project, what, env) {
  const { status } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/vitest/vitest.mjs"), "run", "--project", project, ...what, "--testTimeout=7200000"],
    { cwd: root, stdio: "inherit", env: { ...quietEnv, ...env } },
  );
  if (status !== 0) process.exitCode = status ?? 1;
}
