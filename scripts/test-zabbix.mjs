// `npm run test:zabbix`: the governed calls against the Zabbix that ZABBIX_API_URL names, each effect proven on its own API.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { ensureBuilt, ensureGenerated, ensureInstalled, quietEnv, root } from "./install.mjs";

const missing = ["ZABBIX_API_URL", "ZABBIX_USERNAME", "ZABBIX_PASSWORD"].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(
    `Set ${missing.join(", ")}: this suite needs a Zabbix 5.4 or newer on which it may create and delete hosts, host groups and maintenance windows.`,
  );
  process.exit(2);
}

ensureInstalled(console.log);
ensureGenerated(console.log);
ensureBuilt(console.log);
const run = (program, ...args) =>
  spawnSync(process.execPath, [path.join(root, "node_modules", program), ...args], { cwd: root, stdio: "inherit", env: quietEnv }).status ??
  1;
const calls = run("vitest/vitest.mjs", "run", "--config", "packages/e2e/zabbix/vitest.config.ts");
// People decide in a browser.
const people = run("@playwright/test/cli.js", "test", "--config", "packages/e2e/zabbix/playwright.config.ts");
process.exitCode = calls || people;
