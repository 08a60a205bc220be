// `npm start`: from a fresh clone to a running Portcullis.
import path from "node:path";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const since = performance.now();
const say = (message) => console.log(`[${((performance.now() - since) / 1000).toFixed(1)} s] ${message}`);

ensureInstalled(say);
const { gatewayNodeArgs, readSettings, sampleEnv, serviceEnv } = await import("./settings.mjs");
const { claimHome, openDatabase, requireFreePorts, supervise } = await import("./supervise.mjs");
const settings = readSettings();
await claimHome(settings);
await requireFreePorts(settings);
ensureGenerated(say);
ensureBuilt(say);

const { url, embedded } = await openDatabase(settings, say);
const env = serviceEnv(settings, url);
const node = (name, ready, ...args) => ({ name, command: process.execPath, args, env, ready });
const { ready } = supervise(
  [
    {
      ...node("The sample server", `http://127.0.0.1:${settings.SAMPLE_PORT}/health`, path.join(root, "apps/sample-zabbix/dist/main.mjs")),
      env: sampleEnv(settings),
    },
    node("The worker", undefined, path.join(root, "apps/worker/dist/main.mjs")),
    node(
      "The gateway",
      `http://127.0.0.1:${settings.OPERATOR_PORT}/readyz`,
      ...gatewayNodeArgs,
      path.join(root, "apps/gateway/dist/main.mjs"),
    ),
    {
      ...node("The dashboard", `http://127.0.0.1:${settings.DASHBOARD_PORT}/healthz`),
      args: [
        path.join(root, "node_modules/next/dist/bin/next"),
        "start",
        "--hostname",
        "127.0.0.1",
        "--port",
        String(settings.DASHBOARD_PORT),
      ],
      cwd: path.join(root, "apps/dashboard"),
    },
  ],
  { embedded, say },
);
await ready;
say("ready");
console.log(`
  Dashboard  ${settings.dashboardUrl}
  Gateway    ${settings.gatewayUrl}   (health and metrics: http://127.0.0.1:${settings.OPERATOR_PORT}/readyz, /metrics)
  Sample     ${settings.sampleUrl}   (an MCP server with the 102 Zabbix tools)

  Try it
    1. Open ${settings.dashboardUrl}/sign-up and create your account.
    2. Register the server ${settings.sampleUrl}: its 102 tools appear.
    3. Create a policy for it and publish; nothing is allowed that the policy does not name.
    4. Create a grant, and copy its token and the configuration for your MCP client.
    5. Call a tool, and watch it under Activity. Ctrl-C here stops everything.
`);
