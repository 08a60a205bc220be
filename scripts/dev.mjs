// `npm run dev`: everything of `npm start`, rebuilt and restarted while you edit.
import path from "node:path";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const since = performance.now();
const say = (message) => console.log(`[${((performance.now() - since) / 1000).toFixed(1)} s] ${message}`);

ensureInstalled(say);
const { readSettings, sampleEnv, serviceEnv } = await import("./settings.mjs");
const { claimHome, openDatabase, requireFreePorts, supervise } = await import("./supervise.mjs");
const settings = readSettings();
await claimHome(settings);
await requireFreePorts(settings);
ensureGenerated(say);
for (const room of ["cli", "gateway", "sample-zabbix", "worker"]) ensureBuilt(say, `@portcullis/${room}`);

const { url, embedded } = await openDatabase(settings, say);
const env = serviceEnv(settings, url);
const sampleReady = `http://127.0.0.1:${settings.SAMPLE_PORT}/health`;
const gatewayReady = `http://127.0.0.1:${settings.OPERATOR_PORT}/readyz`;
const watched = (name, room, ready, env) => [
  {
    name: `${name} (build)`,
    command: process.execPath,
    args: [path.join(root, "scripts/bundle.mjs"), "src/main.ts", "dist/main.mjs", "--watch"],
    cwd: path.join(root, "apps", room),
    env,
    ready,
  },
  {
    name,
    command: process.execPath,
    args: ["--watch-preserve-output", "--watch", "dist/main.mjs"],
    cwd: path.join(root, "apps", room),
    env,
    ready,
  },
];
const { ready } = supervise(
  [
    ...watched("The sample server", "sample-zabbix", sampleReady, sampleEnv(settings)),
    ...watched("The gateway", "gateway", gatewayReady, env),
    ...watched("The worker", "worker", undefined, env),
    {
      name: "The dashboard",
      command: process.execPath,
      args: [
        path.join(root, "node_modules/next/dist/bin/next"),
        "dev",
        "--hostname",
        "127.0.0.1",
        "--port",
        String(settings.DASHBOARD_PORT),
      ],
      cwd: path.join(root, "apps/dashboard"),
      env,
      ready: `http://127.0.0.1:${settings.DASHBOARD_PORT}/healthz`,
    },
  ],
  { embedded, say },
);
await ready;
say(`ready: ${settings.dashboardUrl}`);
