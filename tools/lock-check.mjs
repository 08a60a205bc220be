// A lock written while a registry lacks some per-platform packages is silently incomplete: `npm ci` then fails on another
// system. Run after every change of the lock; exits 1 when an optional dependency is missing from it.
import fs from "node:fs";

const lock = JSON.parse(fs.readFileSync(process.argv[2] ?? "package-lock.json", "utf8"));
const names = new Set(Object.keys(lock.packages).map((key) => key.split("node_modules/").pop()));
const missing = [];
for (const [key, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!names.has(name))
      missing.push(`${key.split("node_modules/").pop()}@${entry.version} -> ${name}@${entry.optionalDependencies[name]}`);
  }
}
const hosts = Object.values(lock.packages).filter((entry) => /^https?:/.test(entry.resolved ?? "")).length;
const scripts = Object.entries(lock.packages)
  .filter(([, entry]) => entry.hasInstallScript)
  .map(([key]) => key.split("node_modules/").pop());
console.log(`missing optional ${missing.length}`, missing.join("\n"));
console.log(`install scripts: ${[...new Set(scripts)].join(", ")}`);
console.log(`entries with a registry address: ${hosts}`);
if (missing.length > 0) process.exit(1);
