// `npm run bench:catalogue`: how the classifier answers labelled tools (recall, confusion) and how many it classifies in a second.
// Usage: npm run bench:catalogue -- [file of labels] [--json]     The file may also be named by LABELS.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { ensureInstalled, root } from "./install.mjs";

const { values: options, positionals } = parseArgs({ options: { json: { type: "boolean", default: false } }, allowPositionals: true });
ensureInstalled(options.json ? () => {} : console.log);

const labels = path.resolve(root, positionals[0] ?? process.env.LABELS ?? "../shared/catalogue/labels-dev.jsonl");
const room = path.join(root, "packages/catalogue/");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "catalogue-bench-"));
try {
  const program = path.join(folder, "bench.mjs");
  // Of the room only what classifies is needed; what reads client configurations is left out.
  await build({
    entryPoints: [path.join(room, "bench/main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
  const { status } = spawnSync(process.execPath, [program, pathToFileURL(room).href, labels, options.json ? "json" : "text"], {
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
