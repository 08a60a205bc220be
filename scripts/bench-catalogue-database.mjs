// The catalogue at size: imports generated servers into an embedded PostgreSQL of its own, then searches and opens pages.
// Usage: node scripts/bench-catalogue-database.mjs [--servers 50000] [--tools 12] [--json]
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { startEmbeddedPostgres } from "../packages/db/embedded/embedded-postgres.mjs";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({
  options: {
    servers: { type: "string", default: "50000" },
    tools: { type: "string", default: "12" }, // of each server
    json: { type: "boolean", default: false },
  },
});
const say = options.json ? () => {} : console.log;
ensureInstalled(say);
ensureGenerated(say);
ensureBuilt(say, "@portcullis/cli");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "catalogue-bench-"));
const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres"), database: "bench" });
try {
  const rootKey = `v1:${randomBytes(32).toString("base64")}`;
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    PORTCULLIS_ROOT_KEY: rootKey,
    PORTCULLIS_MIGRATIONS: path.join(root, "prisma/migrations"),
  };
  const migrated = spawnSync(process.execPath, [path.join(root, "apps/cli/dist/main.mjs"), "migrate"], { env, encoding: "utf8" });
  if (migrated.status !== 0) throw new Error(migrated.stderr);
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  const program = path.join(folder, "bench.mjs");
  await build({
    entryPoints: [path.join(root, "packages/control-plane/bench/catalogue.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    plugins: [
      {
        name: "npm-stays-outside",
        setup(bundle) {
          const ours = (name) => name.startsWith(".") || path.isAbsolute(name) || name.startsWith("@portcullis/");
          bundle.onResolve({ filter: /.*/ }, ({ path: name }) => (ours(name) ? undefined : { path: name, external: true }));
        },
      },
    ],
  });
  const args = [program, postgres.url, rootKey, options.servers, options.tools];
  const report = JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1 << 24 }),
  );
  const bars = [
    { name: "import, tools/s", measured: Math.round(report.toolsPerSecond), bar: "≥ 2000", reached: report.toolsPerSecond >= 2_000 },
    { name: "search p95, ms", measured: report.search.p95, bar: "≤ 100", reached: report.search.p95 <= 100 },
    { name: "server page p95, ms", measured: report.serverPages.p95, bar: "≤ 200", reached: report.serverPages.p95 <= 200 },
    {
      name: "server and tool page p95, ms",
      measured: report.serverThenToolPages.p95,
      bar: "≤ 400",
      reached: report.serverThenToolPages.p95 <= 400,
    },
  ];
  if (options.json) console.log(JSON.stringify({ ...report, bars }, null, 2));
  else {
    console.log(`${report.servers} servers, ${report.tools} tools, imported in ${Math.round(report.importSeconds)} s`);
    for (const { name, measured, bar, reached } of bars) console.log(`${reached ? "ok  " : "MISS"} ${name}: ${measured} (${bar})`);
    console.log(
      "slowest searches:",
      report.slowest.map(({ ms, input, total }) => `${ms} ms ${JSON.stringify(input)} → ${total}`).join("\n  "),
    );
  }
  process.exitCode = bars.every(({ reached }) => reached) ? 0 : 1;
} finally {
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
