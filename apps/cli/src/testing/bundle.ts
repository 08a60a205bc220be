import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const room = path.join(import.meta.dirname, "../..");
const repository = path.join(room, "../..");

/** The command line as it is shipped, in a folder of its own that has these packages from npm, or all of the installed ones. */
export function bundle(packages: "all" | readonly string[]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "portcullis-bundle-"));
  const entry = path.join(folder, "dist/main.mjs");
  execFileSync(process.execPath, [path.join(repository, "scripts/bundle.mjs"), "src/main.ts", entry], { cwd: room });
  const [installed, seen] = [path.join(repository, "node_modules"), path.join(folder, "node_modules")];
  if (packages === "all") symlinkSync(installed, seen);
  else {
    mkdirSync(seen);
    for (const name of packages) symlinkSync(path.join(installed, name), path.join(seen, name));
  }
  return { folder, entry, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
