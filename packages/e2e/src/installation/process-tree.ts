import { execFileSync } from "node:child_process";

export type Process = { pid: number; command: string };

/** Every process below `pid`: only what we started may be killed. */
export function descendants(pid: number): Process[] {
  const all = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? "" }] : []));
  const below = (parent: number): Process[] =>
    all.filter((process) => process.parent === parent).flatMap(({ pid, command }) => [{ pid, command }, ...below(pid)]);
  return below(pid);
}

/** The one process below `pid` whose command line matches; throws when there is none. */
export function descendant(pid: number, pattern: RegExp): Process {
  const found = descendants(pid).find(({ command }) => pattern.test(command));
  if (!found) throw new Error(`no process below ${pid} matches ${pattern}`);
  return found;
}
