// `npm run test:clients`: real clients from npm, each with an empty home folder, connect through the gateway with a grant token and must list
// exactly the tools that the policy shows. A client that cannot be had or run here is skipped, with the reason. `-- --only NAME` for one.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({ options: { only: { type: "string", default: "" }, verbose: { type: "boolean", default: false } } });
ensureInstalled(console.log);
ensureInstalled(console.log, path.join(root, "tools/node22"));
ensureInstalled(console.log, path.join(root, "tools/clients"), "install");
ensureGenerated(console.log);
for (const room of ["cli", "gateway"]) ensureBuilt(console.log, `@portcullis/${room}`);
const { startProgram } = await import("./bench/programs.mjs");
const { startGateway } = await import("./bench/gateway.mjs");
const { clients } = await import("./clients/clients.mjs");
const { emptyHome } = await import("./clients/run.mjs");
const { startTap } = await import("./clients/tap.mjs");
const { TOOLS } = await import("./clients/server.mjs");

const HIDDEN = ["inventory_purge", "inventory_remove"];
const VISIBLE = TOOLS.filter((name) => !HIDDEN.includes(name));
const policy = {
  version: "1",
  default: "allow",
  list: "callable",
  hide: ["inventory_purge"],
  tools: { inventory_remove: { action: "deny" } },
};

const running = [];
const keep = (program) => {
  running.push(program);
  return program;
};
const totals = { passed: 0, failed: 0, skipped: 0 };
try {
  const server = keep(startProgram(path.join(root, "scripts/clients/server.mjs")));
  const url = `http://127.0.0.1:${(await server.next()).port}/mcp`;
  const gateway = keep(await startGateway([{ slug: "inventory", url, policy }]));
  for (const client of clients.filter(({ name }) => name.toLowerCase().includes(options.only.toLowerCase()))) {
    const { verdict, note } = await tried(client, gateway);
    totals[verdict]++;
    console.log(`${verdict.padEnd(7)} ${client.name}${note ? `: ${note}` : ""}`);
  }
} finally {
  for (const program of running.reverse()) await program.stop();
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function tried({ needs, list }, gateway) {
  const missing = needs.find((file) => !fs.existsSync(file));
  if (missing)
    return { verdict: "skipped", note: `${path.relative(root, missing)} is not there (not made for this platform, or not installed)` };
  const home = emptyHome();
  const tap = await startTap(gateway.urls.inventory);
  try {
    const {
      names,
      connected = true,
      said = "",
    } = await list({ url: tap.url(gateway.urls.inventory), token: gateway.token, home, seen: tap.seen });
    if (options.verbose) console.log(said, JSON.stringify(tap.seen));
    return judged(names, connected, said, tap.seen);
  } catch (error) {
    return { verdict: "failed", note: error.message };
  } finally {
    await tap.close();
    home.remove();
  }
}

function judged(names, connected, said, seen) {
  const asked = [...new Set(seen.map(({ method }) => method))].join(", ");
  // A program that said nothing to the gateway at all has not run here.
  if (seen.length === 0) return { verdict: "skipped", note: `it does not run here: ${said.trim().split("\n").at(-1)}` };
  if (!connected) return { verdict: "failed", note: `not connected; it asked ${asked}; it said ${said.trim().slice(-500)}` };
  // Its command line connects and asks for no list.
  if (names === undefined)
    return { verdict: seen.some(({ tools }) => tools) ? "failed" : "passed", note: `connected; it asked ${asked}, no list` };
  const isExact = JSON.stringify([...names].sort()) === JSON.stringify([...VISIBLE].sort());
  return isExact
    ? { verdict: "passed", note: `${names.length} tools; it asked ${asked}` }
    : { verdict: "failed", note: `it lists ${names.join(", ")}` };
}
