// `npm run bench`: what the gateway costs, on loopback, as ratios to the least that a Node hop can cost, with npm's proxies beside it.
// Every program is a process; none is pinned, all share the machine's cores alike, so absolute figures say little and ratios much.
//   npm run bench -- [--seconds 5] [--connections 1,16,64] [--rounds 2] [--no-peers] [--shapes call,list] [--json] [--write] [--profile DIR]
//   npm run bench -- --memory [--minutes 10] [--calls 1000000]      npm run bench -- --streams 1000      npm run bench -- --organizations 50
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false }, // into docs/performance.md
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "1,16,64" },
    rounds: { type: "string", default: "2" },
    shapes: { type: "string", default: "call;call, events;list" },
    peers: { type: "boolean", default: true },
    workers: { type: "string", default: "1" },
    profile: { type: "string" }, // a folder for the gateway's CPU profile
    memory: { type: "boolean", default: false },
    minutes: { type: "string", default: "10" },
    calls: { type: "string", default: "1000000" },
    streams: { type: "string" },
    approvals: { type: "boolean", default: false },
    organizations: { type: "string" }, // LO-1 and LO-2
  },
});
if (options.approvals) {
  const program = path.join(root, "scripts/bench-approval.mjs");
  const { status } = spawnSync(process.execPath, [program, ...(options.json ? ["--json"] : [])], { stdio: "inherit" });
  process.exit(status ?? 1);
}
const kind = options.memory ? "memory" : options.streams ? "streams" : options.organizations ? "organizations" : "calls";
const say = options.json ? () => {} : console.log;
const withPeers = options.peers && kind === "calls";
ensureInstalled(say);
if (withPeers) {
  ensureInstalled(say, path.join(root, "tools/node22"));
  ensureInstalled(say, path.join(root, "tools/peers"), "install");
}
const { measure, requireAnswer } = await import("./bench/measure.mjs");
const { measureOrganizations } = await import("./bench/organizations.mjs");
const { measureMemory, measureStreams } = await import("./bench/memory.mjs");
const { startPaths } = await import("./bench/paths.mjs");
const { table, verdicts, writeSection } = await import("./bench/report.mjs");
ensureGenerated(say);
for (const room of ["cli", "gateway"]) ensureBuilt(say, `@portcullis/${room}`);

const running = [];
const nodeArgs = options.profile ? ["--cpu-prof", `--cpu-prof-dir=${path.resolve(options.profile)}`] : [];
const settings = {
  GATEWAY_WORKERS: options.workers,
  LIMIT_STREAMS: "5000",
  LIMIT_STREAMS_PER_GRANT: "5000",
  LIMIT_STREAMS_PER_ORGANIZATION: "5000",
};
try {
  const keep = (program) => running.push(program) && program;
  const report =
    kind === "organizations" ? await manyOrganizations(keep) : await ofOne(await startPaths(keep, { withPeers, nodeArgs, settings }));
  report.machine = `${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown"}, ${os.type()} ${os.release()}, Node ${process.versions.node}, load ${os
    .loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}`;
  report.command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.trim();
  const text = [
    report.cells && table(report.cells),
    verdicts(report.bars),
    `${report.machine}\n\`${report.command}\`, ${new Date().toISOString().slice(0, 10)}`,
  ]
    .filter(Boolean)
    .join("\n\n");
  console.log(options.json ? JSON.stringify(report, null, 2) : `\n${text}`);
  if (options.write) writeSection(path.join(root, "docs/performance.md"), kind, text);
  process.exitCode = report.bars.every(({ reached }) => reached) ? 0 : 1;
} finally {
  for (const program of running.reverse()) await program.stop();
}

function ofOne(paths) {
  return kind === "calls" ? compared(paths) : watched(paths);
}

function manyOrganizations(keep) {
  const [count, seconds, rounds] = [options.organizations, options.seconds, options.rounds].map(Number);
  return measureOrganizations(keep, { count, seconds, rounds, nodeArgs, settings, say, bar });
}

async function watched(paths) {
  if (kind === "streams") {
    const { kBPerStream } = await measureStreams(paths, { count: Number(options.streams) });
    return { bars: [bar(`${options.streams} idle streams, kB each`, "<= 60", kBPerStream, kBPerStream <= 60)] };
  }
  const found = await measureMemory(paths, { minutes: Number(options.minutes), calls: Number(options.calls), say });
  const what = `memory over ${found.calls.toLocaleString("en")} calls in ${found.minutes} min (${found.firstMiB?.toFixed(0)} to ${found.lastMiB?.toFixed(0)} MiB), MiB/min`;
  return { ...found, bars: [bar(what, "< 1", found.slopeMiBPerMinute, found.slopeMiBPerMinute < 1)] };
}

/** The rounds are interleaved and the best of each cell counts: what else the machine does falls on all paths alike. */
async function compared({ direct, hop, gateway, buffered, peers }) {
  const cells = [];
  let answered = 0;
  const before = await gateway.database.recorded();
  for (const shape of options.shapes.split(";")) {
    const targets =
      shape === "list" ? [hop, gateway] : shape === "call" ? [direct, hop, gateway, buffered, ...peers] : [hop, gateway, buffered];
    for (const target of targets) await requireAnswer(target, shape);
    for (const connections of options.connections.split(",").map(Number)) {
      const best = new Map();
      for (let round = 1; round <= Number(options.rounds); round++) {
        for (const target of targets) {
          const cell = await measure(target, shape, { connections, seconds: Number(options.seconds) });
          if (cell.rps > (best.get(target.name)?.rps ?? 0)) best.set(target.name, cell);
          if (target === gateway || target === buffered) answered += cell.calls;
          say(`${shape}, ${target.name} at ${connections}: ${Math.round(cell.rps)} calls/s, ${cell.cpu?.toFixed(0)} us`);
        }
      }
      const bare = best.get(hop.name);
      for (const [name, cell] of best)
        cells.push({ ...cell, ratio: name === direct.name || name === hop.name ? null : cell.rps / bare.rps });
    }
  }
  // Of a buffered server the last ones are still on their way.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const recorded = (await gateway.database.recorded()) - before;
  if (recorded < answered) throw new Error(`only ${recorded} of at least ${answered} calls were recorded: this measures nothing`);
  return { cells, recorded, bars: barsOf(cells, peers) };
}

function barsOf(cells, peers) {
  const at = (name, connections) =>
    cells.find(({ shape, path, connections: count }) => shape === "call" && path === name && count === connections);
  const bars = [];
  // The bars are those of buffered recording; guaranteed calls wait for a commit, and their figures stand in the table.
  const [hop, gateway] = [at("bare hop", 64), at("gateway, buffered", 64)];
  if (hop && gateway) {
    const [cpu, rate] = [gateway.cpu / hop.cpu, gateway.rps / hop.rps];
    bars.push(bar("CPU per allowed call at 64 connections, of the bare hop's", "<= 1.7 x", cpu, cpu <= 1.7));
    bars.push(bar("calls/s at 64 connections, of the bare hop's", ">= 0.4 x (aim 0.6)", rate, rate >= 0.4));
  }
  const [loneHop, lone] = [at("bare hop", 1), at("gateway, buffered", 1)];
  if (loneHop && lone) {
    const added = lone.p50 - loneHop.p50;
    bars.push(bar("added p50 at 1 connection, ms", "<= 0.3", added, added <= 0.3));
  }
  for (const { name } of peers) {
    const peer = at(name, 64);
    if (peer && gateway)
      bars.push(bar(`calls/s at 64 connections, of ${name}'s`, ">= 5 x", gateway.rps / peer.rps, gateway.rps / peer.rps >= 5));
  }
  return bars;
}

function bar(what, wanted, measured, reached) {
  return { what, wanted, measured: measured.toFixed(2), reached };
}
