// LO-1 and LO-2 (security.md, section 14): many organizations, each with its own server, grant, policy of 200 entries and a limit, on one gateway.
// A call under a limit is never buffered, so what is measured as buffered has the same policy without it.
import path from "node:path";
import { root } from "../install.mjs";
import { startGateway } from "./gateway.mjs";
import { measure, requireAnswer } from "./measure.mjs";
import { CALL, HEADERS, POLICY_OF_200, TOOL } from "./messages.mjs";
import { startProgram } from "./programs.mjs";

const limit = { counter: "calls", window: "hour", max: 1_000_000_000, scope: "grant" };
const underLimit = { ...POLICY_OF_200, tools: { ...POLICY_OF_200.tools, [TOOL]: { ...POLICY_OF_200.tools[TOOL], limits: [limit] } } };

/** @returns {Promise<{ cells: object[], bars: object[] }>} of each path: all organizations at 64 and 128 connections, one alone, and 300 calls a second that wait for nobody */
export async function measureOrganizations(keep, { count, seconds, rounds, settings, nodeArgs, say, bar }) {
  const paths = await startPaths(keep, { count, settings, nodeArgs });
  const loads = [
    { load: "all", callers: (path) => path.callers, connections: 64 },
    // A batch of 64 is not full with 64 callers, of whom some always wait for their answer.
    { load: "all, twice as many", callers: (path) => path.callers, connections: 128 },
    { load: "one", callers: (path) => path.callers.slice(0, 1), connections: 64 },
    { load: "300 calls/s", callers: (path) => path.callers, connections: 1, rate: 300, program: "open-loop.mjs" },
  ];
  const cells = [];
  const { database } = paths[1];
  const recordedBefore = await database.recorded();
  let answered = 0;
  for (const { load, callers, ...how } of loads) {
    const best = new Map();
    for (let round = 1; round <= rounds; round++) {
      for (const path of paths) {
        const shape = { url: path.callers[0].url, callers: callers(path), body: CALL };
        const cell = await measure({ ...path, [load]: shape }, load, { ...how, seconds });
        if (path.database !== undefined) answered += cell.calls;
        const known = best.get(path.name);
        const isBetter = known === undefined || (how.rate === undefined ? cell.rps > known.rps : cell.p99 < known.p99);
        if (isBetter) best.set(path.name, cell);
        say(`${load}, ${path.name}: ${Math.round(cell.rps)} calls/s, p50 ${cell.p50}, p99 ${cell.p99} ms, ${cell.cpu?.toFixed(0)} us`);
      }
    }
    const bare = best.get(paths[0].name);
    for (const [name, cell] of best)
      cells.push({ ...cell, ratio: name === paths[0].name || how.rate !== undefined ? null : cell.rps / bare.rps });
  }
  // Of buffered servers the last ones are still on their way.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const recorded = (await database.recorded()) - recordedBefore;
  if (recorded < answered) throw new Error(`only ${recorded} of at least ${answered} calls were recorded: this measures nothing`);
  return { cells, recorded, bars: barsOf(cells, count, bar) };
}

async function startPaths(keep, { count, settings, nodeArgs }) {
  const here = (file) => path.join(root, "scripts/bench", file);
  const upstream = keep(startProgram(here("upstream.mjs")));
  const origin = `http://127.0.0.1:${(await upstream.next()).port}`;
  const hop = keep(startProgram(here("hop.mjs"), [origin, "bench-token"]));
  const hopUrl = `http://127.0.0.1:${(await hop.next()).port}/mcp`;
  const servers = [
    { slug: "guaranteed", url: `${origin}/mcp`, policy: underLimit },
    { slug: "buffered", url: `${origin}/mcp`, policy: POLICY_OF_200, recording: "buffered" },
  ];
  const gateway = keep(await startGateway(servers, { nodeArgs, settings, organizations: count }));
  const callersOf = (slug) =>
    gateway.organizations.map(({ urls, token }) => ({ url: urls[slug], headers: { ...HEADERS, authorization: `Bearer ${token}` } }));
  const paths = [
    { name: "bare hop", pid: hop.pid, callers: [{ url: hopUrl, headers: { ...HEADERS, authorization: "Bearer bench-token" } }] },
    { name: "guaranteed", pid: gateway.pid, database: gateway, callers: callersOf("guaranteed") },
    { name: "buffered", pid: gateway.pid, database: gateway, callers: callersOf("buffered") },
  ];
  for (const path of paths)
    for (const caller of path.callers) await requireAnswer({ name: path.name, call: { ...caller, body: CALL } }, "call");
  return paths;
}

function barsOf(cells, count, bar) {
  const at = (load, name) => cells.find(({ shape, path }) => shape === load && path === name);
  const rate = (load, name) => at(load, name).rps;
  const added = (name, figure) => at("300 calls/s", name)[figure] - at("300 calls/s", "bare hop")[figure];
  const atLeast = (what, wanted, measured, unit = "") => bar(what, `>= ${wanted}${unit}`, measured, measured >= wanted);
  const atMost = (what, wanted, measured) => bar(what, `<= ${wanted}`, measured, measured <= wanted);
  return [
    atLeast(`LO-1: guaranteed, ${count} organizations, one limit each, calls/s at 64 connections`, 4_000, rate("all", "guaranteed")),
    atLeast(`LO-1: the same at 128 connections`, 4_000, rate("all, twice as many", "guaranteed")),
    atLeast("LO-1: one organization alone, calls/s", 600, rate("one", "guaranteed")),
    atMost("LO-1: added p50 at 300 calls/s, ms", 3, added("guaranteed", "p50")),
    atMost("LO-1: added p99 at 300 calls/s, ms", 20, added("guaranteed", "p99")),
    atLeast("LO-2: buffered, of the guaranteed rate", 2, rate("all", "buffered") / rate("all", "guaranteed"), " x"),
    atMost("LO-2: added p50 at 300 calls/s, ms", 3, added("buffered", "p50")),
    atMost("LO-2: added p99 at 300 calls/s, ms", 15, added("buffered", "p99")),
  ];
}
