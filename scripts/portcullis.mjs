// `npm run portcullis -- <command>`: the command line against this installation's database.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { ensureBuilt, ensureGenerated, ensureInstalled, fail, root } from "./install.mjs";

const quietly = () => {};
ensureInstalled((message) => console.error(message));
ensureGenerated(quietly);
const { readSettings, serviceEnv } = await import("./settings.mjs");
const { startEmbeddedPostgres } = await import("../packages/db/embedded/embedded-postgres.mjs");

ensureBuilt(quietly, "@portcullis/cli");
const entry = path.join(root, "apps/cli/dist/main.mjs");

const settings = readSettings();
const embedded = settings.DATABASE_URL
  ? null
  : await startEmbeddedPostgres({ dataDir: path.join(settings.home, "postgres") }).catch((error) => fail(error.message));
const env = serviceEnv(settings, settings.DATABASE_URL ?? embedded.url);

// A database that nothing has started yet may be new or older than this code.
if (embedded && !embedded.adopted) spawnSync(process.execPath, [entry, "migrate"], { env, stdio: ["ignore", "ignore", "inherit"] });

const child = spawn(process.execPath, [entry, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  env,
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("exit", async (code) => {
  // One that `npm start` runs is left running.
  if (embedded && !embedded.adopted) await embedded.stop();
  process.exitCode = code ?? 1;
});
