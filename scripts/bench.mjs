// `npm run bench`: what the gateway costs, on loopback, as ratios to the least that a Node hop can cost. `npm run -s bench -- --json` for figures.
// Every program is a process; none is pinned, all share the machine's cores alike, so absolute figures say little and ratios much.
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureBuilt, ensureGenerated, ensureInstalled, root } from "./install.mjs";

const ALLOW_ALL = { version: "1", default: "allow", tools: {} };
const BAR = { connections: 64, wanted: 0.35 };
const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "1,16,64" },
    rounds: { type: "string", default: "2" },
    profile: { type: "string" }, // a folder for the gateway's CPU profile
  },
});
const say = options.json ? () => {} : console.log;
ensureInstalled(say);
const { startProgram, cpuOf, cpuOfTree } = await import("./bench/programs.mjs");
const { startGateway } = await import("./bench/gateway.mjs");
const { CALL, HEADERS, MARK } = await import("./bench/messages.mjs");
const { table } = await import("./bench/report.mjs");
ensureGenerated(say);
for (const room of ["cli", "gateway"]) ensureBuilt(say, `@portcullis/${room}`);

const here = (file) => path.join(root, "scripts/bench", file);
const running = [];
try {
  const report = await measure();
  console.log(
    options.json ? JSON.stringify(report, null, 2) : `\n${table(report.cells, report.bar)}\n\n${report.machine}\n${report.command}`,
  );
  process.exitCode = report.bar?.reached === false ? 1 : 0;
} finally {
  for (const program of running.reverse()) await program.stop();
}

async function measure() {
  const paths = await startPaths();
  for (const target of paths) await requireAllowed(target);
  const gateway = paths.at(-1);
  const before = await gateway.recorded();
  const { cells, answered } = await runAll(paths);
  const recorded = (await gateway.recorded()) - before;
  if (recorded < answered) throw new Error(`only ${recorded} of at least ${answered} calls were recorded: this measures nothing`);
  const judged = cells.find((cell) => cell.path === "gateway" && cell.connections === BAR.connections);
  const bar = judged && { ...BAR, measured: judged.ratio, reached: judged.ratio >= BAR.wanted };
  const machine = `${os.cpus().length} x ${os.cpus()[0]?.model ?? "unknown"}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
  const command = `npm run bench -- --seconds ${options.seconds} --connections ${options.connections} --rounds ${options.rounds}`;
  return { cells, bar, recorded, machine, command };
}

/** The rounds are interleaved and the best of each cell counts: what else the machine does falls on all paths alike. */
async function runAll(paths) {
  const cells = [];
  let answered = 0;
  for (const connections of options.connections.split(",").map(Number)) {
    const best = new Map();
    for (let round = 1; round <= Number(options.rounds); round++) {
      for (const target of paths) {
        const cell = await run(target, connections);
        if (cell.rps > (best.get(target.name)?.rps ?? 0)) best.set(target.name, cell);
        if (target.recorded) answered += Math.round(cell.rps * cell.seconds);
        say(`${target.name} at ${connections}: ${Math.round(cell.rps)} calls/s`);
      }
    }
    const bare = best.get("bare hop").rps;
    for (const [name, cell] of best) cells.push({ ...cell, ratio: name === "gateway" ? cell.rps / bare : null });
  }
  return { cells, answered };
}

/** The three ways to the same server, cheapest first. */
async function startPaths() {
  const upstream = keep(startProgram(here("upstream.mjs")));
  const origin = `http://127.0.0.1:${(await upstream.next()).port}`;
  const hop = keep(startProgram(here("hop.mjs"), [origin, "/mcp", "bench-token"]));
  const hopPort = (await hop.next()).port;
  const nodeArgs = options.profile ? ["--cpu-prof", `--cpu-prof-dir=${path.resolve(options.profile)}`] : [];
  const gateway = keep(await startGateway([{ slug: "upstream", url: `${origin}/mcp`, policy: ALLOW_ALL }], { nodeArgs }));
  return [
    { name: "direct", url: `${origin}/mcp`, headers: HEADERS, pid: upstream.pid },
    {
      name: "bare hop",
      url: `http://127.0.0.1:${hopPort}/mcp`,
      headers: { ...HEADERS, authorization: "Bearer bench-token" },
      pid: hop.pid,
    },
    {
      name: "gateway",
      url: gateway.urls.upstream,
      headers: { ...HEADERS, authorization: `Bearer ${gateway.token}` },
      pid: gateway.pid,
      databasePid: gateway.databasePid,
      recorded: gateway.recorded,
    },
  ];
}

async function run({ name, url, headers, pid, databasePid }, connections) {
  const load = startProgram(here("load.mjs"), [
    JSON.stringify({ url, headers, connections, warmUpSeconds: 1, seconds: Number(options.seconds) }),
  ]);
  await load.next();
  const [cpuBefore, databaseBefore] = [cpuOf(pid), databasePid ? cpuOfTree(databasePid) : null];
  const { calls, seconds, p50, p99, failed } = await load.next();
  const [cpuAfter, databaseAfter] = [cpuOf(pid), databasePid ? cpuOfTree(databasePid) : null];
  if (failed > 0 || calls === 0) throw new Error(`${name} at ${connections} connections: ${failed} of ${calls} calls failed`);
  const perCall = (before, after) => (before === null || after === null ? null : (after - before) / calls);
  return {
    path: name,
    connections,
    seconds,
    rps: calls / seconds,
    p50,
    p99,
    cpu: perCall(cpuBefore, cpuAfter),
    databaseCpu: perCall(databaseBefore, databaseAfter),
  };
}

async function requireAllowed({ name, url, headers }) {
  const response = await fetch(url, { method: "POST", headers, body: CALL });
  const text = await response.text();
  if (!text.includes(MARK)) throw new Error(`${name} does not pass the call on: ${response.status} ${text.slice(0, 300)}`);
}

function keep(program) {
  running.push(program);
  return program;
}
