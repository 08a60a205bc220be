// `npm run portcullis -- <command>`: the command line; where a command needs it, against this installation's database.
import { spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { ensureBuilt, ensureGenerated, ensureInstalled, fail, root } from "./install.mjs";

// Every other command works on files: nothing is started for it and no secret is made.
const databaseCommands = ["apply", "recover", "kill", "catalogue", "contact", "migrate", "rotate-keys"];

const quietly = () => {};
ensureInstalled((message) => console.error(message));
ensureGenerated(quietly);
ensureBuilt(quietly, "@portcullis/cli");
const entry = path.join(root, "apps/cli/dist/main.mjs");
const args = process.argv.slice(2);
const { env, stop } = databaseCommands.includes(args[0]) ? await openInstallation() : { env: process.env, stop: quietly };

const child = spawn(process.execPath, [entry, ...args], { cwd: process.env.INIT_CWD ?? process.cwd(), env, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("exit", async (code) => {
  await stop();
  process.exitCode = code ?? 1;
});

async function openInstallation() {
  const { readSettings, ownerEnv } = await import("./settings.mjs");
  const settings = readSettings();
  if (settings.DATABASE_URL) return { env: ownerEnv(settings, settings.DATABASE_URL), stop: quietly };
  const { startEmbeddedPostgres } = await import("../packages/db/embedded/embedded-postgres.mjs");
  const embedded = await startEmbeddedPostgres({ dataDir: path.join(settings.home, "postgres") }).catch((error) => fail(error.message));
  const env = ownerEnv(settings, embedded.url);
  // One that `npm start` runs is left running.
  if (embedded.adopted) return { env, stop: quietly };
  // A database that nothing has started yet may be new or older than this code.
  spawnSync(process.execPath, [entry, "migrate"], { env, stdio: ["ignore", "ignore", "inherit"] });
  return { env, stop: () => embedded.stop() };
}
