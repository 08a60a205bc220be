// What every command does first: install when the lock changed, generate the database client when the schema did.
// Only Node's own modules here: this runs in a fresh clone.
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export const root = path.join(import.meta.dirname, "..");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
export const quietEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

/**
 * Installs the packages of `folder` when its lock differs from what was installed last.
 *
 * @param command `install` where a lock cannot name the binaries of every platform, because the registry at hand had only some
 */
export function ensureInstalled(say, folder = root, command = "ci") {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  const stamp = path.join(folder, "node_modules/.install-stamp");
  const wanted = digest(path.join(folder, "package-lock.json"));
  if (readIfThere(stamp) === wanted) return;
  say("installing packages (the first time takes a minute)");
  run(npm, [command, ...(command === "install" ? ["--no-save"] : []), "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  fs.writeFileSync(stamp, wanted);
}

/** Generates the Prisma client when the schema changed. */
export function ensureGenerated(say) {
  const stamp = path.join(root, "packages/db/src/generated/.schema-stamp");
  const wanted = digest(path.join(root, "prisma/schema.prisma"));
  if (readIfThere(stamp) === wanted) return;
  say("generating the database client");
  run(process.execPath, [path.join(root, "node_modules/prisma/build/index.js"), "generate"], { stdio: ["ignore", "ignore", "inherit"] });
  fs.writeFileSync(stamp, wanted);
}

/** Builds what changed since the last build: everything, or one workspace. */
export function ensureBuilt(say, workspace) {
  say("building what changed");
  const result = spawnSync(
    process.execPath,
    [
      path.join(root, "node_modules/turbo/bin/turbo"),
      "run",
      "build",
      "--output-logs=errors-only",
      "--ui=stream",
      ...(workspace ? [`--filter=${workspace}`] : []),
    ],
    {
      cwd: root,
      env: quietEnv,
      encoding: "utf8",
    },
  );
  if (result.status !== 0) fail(`${result.stdout}${result.stderr}\nThe build failed.`);
}

/** Runs a command to its end; a failure ends this process with the same code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", env: quietEnv, ...options });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** One line to stderr, exit code 1. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}

const digest = (file) => crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");
const readIfThere = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
