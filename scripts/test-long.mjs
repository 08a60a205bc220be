// `npm run test:long`: the same properties at sizes that do not fit into `npm test`. Every run prints its seed and can be replayed from it.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

ensureInstalled(console.log);
ensureGenerated(console.log);
const cases = process.env.POLICY_CASES ?? "10000000";
console.log(`engine against reference evaluator: ${cases} decisions`);
const { status } = spawnSync(
  process.execPath,
  [path.join(root, "node_modules/vitest/vitest.mjs"), "run", "--project", "unit", "packages/policy/reference", "--testTimeout=7200000"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...quietEnv, POLICY_CASES: cases },
  },
);
process.exitCode = status ?? 1;
