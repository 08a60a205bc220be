// Every program of a measurement is a process of its own; each prints one JSON line when it is ready.
import { spawn } from "node:child_process";
import fs from "node:fs";
import readline from "node:readline";

/** @returns {{ pid: number, lines: AsyncIterator<string>, next: () => Promise<object>, stop: () => Promise<void> }} */
export function startProgram(file, args = [], { env = process.env, nodeArgs = [], program = process.execPath, quiet = false } = {}) {
  const child = spawn(program, [...nodeArgs, file, ...args], { env, stdio: ["ignore", "pipe", quiet ? "ignore" : "inherit"] });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return {
    pid: child.pid,
    next: async () => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${file} ended before it said what was expected of it`);
      return JSON.parse(value);
    },
    stop: async () => {
      child.kill("SIGTERM");
      const impatient = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await ended;
      clearTimeout(impatient);
    },
  };
}

/** User and system time of a process and its threads so far, in microseconds; null where the system does not say (not Linux). */
export function cpuOf(pid) {
  try {
    return ticksOf(pid).reduce((sum, ticks) => sum + ticks, 0) * TICK_MICROSECONDS;
  } catch {
    return null;
  }
}

/** The same for a process and every process it started, those that have ended included. */
export function cpuOfTree(pid) {
  if (!fs.existsSync("/proc")) return null;
  const children = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid);
  return (cpuOf(pid) ?? 0) + children.reduce((sum, child) => sum + (cpuOfTree(Number(child)) ?? 0), 0);
}

/** Resident memory of a process in KiB; null where the system does not say. */
export function residentKiB(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    return null;
  }
}

const TICK_MICROSECONDS = 10_000; // USER_HZ is 100 on every Linux that Node runs on

// proc(5): the fields after the command's closing parenthesis start with the state, field 3; utime and stime are 14 and 15.
const fieldsOf = (pid) =>
  fs
    .readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
const ticksOf = (pid) => fieldsOf(pid).slice(11, 13).map(Number);

function parentOf(pid) {
  try {
    return Number(fieldsOf(pid)[1]);
  } catch {
    return null; // it ended meanwhile
  }
}
