// Runs MCP servers from npm and records what they list: `node scripts/record-catalogue.mjs [slug…]` (none: all of them).
// Each is installed alone into a temporary folder, without its install scripts, and is given no account. What does not list in time is
// reported, and left as it was recorded before.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { listTools } from "./record-catalogue/list-tools.mjs";
import { servers } from "./record-catalogue/servers.mjs";
import { writeIndex } from "./record-catalogue/write-index.mjs";

const installSeconds = 180;
const listSeconds = 45;
const data = path.join(import.meta.dirname, "../packages/catalogue/data");

const wanted = process.argv.slice(2);
const unknown = wanted.filter((slug) => !servers.some((server) => server.slug === slug));
if (unknown.length > 0) {
  console.error(`There is no server ${unknown.join(", ")} in scripts/record-catalogue/servers.mjs.`);
  process.exit(2);
}
let failed = 0;
for (const server of servers.filter(({ slug }) => wanted.length === 0 || wanted.includes(slug))) {
  try {
    const recorded = await record(server);
    fs.writeFileSync(path.join(data, `${server.slug}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
    console.log(`${server.slug}: ${recorded.tools.length} tools (${recorded.package} ${recorded.version})`);
  } catch (error) {
    failed += 1;
    console.log(`${server.slug}: not recorded: ${error.message.replaceAll(/\s+/g, " ").slice(0, 300)}`);
  }
}
writeIndex();
process.exitCode = failed > 0 ? 1 : 0;

async function record({ slug, name, package: packageName, version = "latest", description, bin, args = [], env = {} }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "portcullis-record-"));
  try {
    fs.mkdirSync(path.join(folder, "empty"));
    fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    await install(folder, `${packageName}@${version}`);
    const home = path.join(folder, "node_modules", packageName);
    const manifest = JSON.parse(fs.readFileSync(path.join(home, "package.json"), "utf8"));
    const listed = await listTools({
      command: process.execPath,
      args: [path.join(home, entryOf(manifest, bin)), ...args.map((arg) => arg.replace("{temp}", path.join(folder, "empty")))],
      cwd: path.join(folder, "empty"),
      env: { PATH: process.env.PATH, HOME: path.join(folder, "empty"), NO_COLOR: "1", CI: "1", ...env },
      seconds: listSeconds,
    });
    if (listed.tools.length === 0) throw new Error("it lists no tools");
    return {
      slug,
      name,
      description,
      ...(repositoryOf(manifest) && { repository: repositoryOf(manifest) }),
      registry: "npm",
      package: packageName,
      version: manifest.version,
      recordedAt: new Date().toISOString().slice(0, 10),
      source: "tools/list, answered by the package itself",
      serverInfo: listed.serverInfo,
      // What it says of this machine's folders says nothing of the server.
      tools: JSON.parse(JSON.stringify(listed.tools).replaceAll(JSON.stringify(folder).slice(1, -1), "/tmp/server")),
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function install(folder, wanted) {
  const child = spawn("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", wanted], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = (said + chunk).slice(-2_000);
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const code = await Promise.race([ended, wait(installSeconds * 1_000, "late", { ref: false })]);
  if (code === "late") process.kill(-child.pid, "SIGKILL");
  if (code !== 0) throw new Error(`npm install: ${code === "late" ? `not done in ${installSeconds} seconds` : said.trim() || code}`);
}

function entryOf({ name, bin, main }, chosen) {
  if (typeof bin === "string") return bin;
  const short = name.split("/").at(-1);
  return bin?.[chosen] ?? bin?.[short] ?? Object.values(bin ?? {})[0] ?? main ?? "index.js";
}

function repositoryOf({ repository }) {
  const url = typeof repository === "string" ? repository : repository?.url;
  if (typeof url !== "string") return undefined;
  const short = /^(?:github:)?([\w.-]+\/[\w.-]+)$/.exec(url);
  if (short) return `https://github.com/${short[1].replace(/\.git$/, "")}`;
  return url
    .replace(/^git\+/, "")
    .replace(/^git:\/\//, "https://")
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, "https://$1/")
    .replace(/\.git$/, "");
}
