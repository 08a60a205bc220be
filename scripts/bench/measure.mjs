// One cell of the table: a load on one path, with the CPU that it cost there.
import path from "node:path";
import { root } from "../install.mjs";
import { MARK } from "./messages.mjs";
import { cpuOfTree, startProgram } from "./programs.mjs";

/** @returns {Promise<{ path: string, shape: string, connections: number, calls: number, seconds: number, rps: number, p50: number, p99: number, cpu: number | null, databaseCpu: number | null }>} latencies in milliseconds, CPU in microseconds per call */
export async function measure(target, shape, { connections, seconds, rate, warmUpSeconds = 2, program = "load.mjs" }) {
  const order = { ...target[shape], connections, warmUpSeconds, seconds, rate };
  const load = startProgram(path.join(root, "scripts/bench", program), [JSON.stringify(order)]);
  await load.next();
  const spent = () => [cpuOfTree(target.pid), target.database ? cpuOfTree(target.database.databasePid) : null];
  const before = spent();
  const { calls, failed, ...found } = await load.next();
  const after = spent();
  if (failed > 0 || calls === 0)
    throw new Error(`${target.name}, ${shape}, ${connections} connections: ${failed} of ${calls} calls failed`);
  const [cpu, databaseCpu] = after.map((value, index) =>
    value === null || before[index] === null ? null : (value - before[index]) / calls,
  );
  return { path: target.name, shape, connections, calls, ...found, rps: calls / found.seconds, cpu, databaseCpu };
}

/** A path that answers, but not with the server's answer, measures nothing. */
export async function requireAnswer(target, shape) {
  const { url, headers, body } = target[shape];
  const sent = body.replace("[<id>]", "0");
  const response = await fetch(url, { method: "POST", headers, body: sent });
  const text = await response.text();
  if (!text.includes(MARK)) throw new Error(`${target.name} does not pass ${shape} on: ${response.status} ${text.slice(0, 300)}`);
}
