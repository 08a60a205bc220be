import fs from "node:fs";
import os from "node:os";

/**
 * Says which process a file belongs to: where process ids mean the same (host, boot and, in containers, the namespace of ids), process id and, where the
 * system tells it, when the process began, so that a reused id is no mistake.
 */
export function ownerOf(pid = process.pid): string {
  return `${place()}.${pid}.${startOf(pid) ?? 0}`;
}

/**
 * Is the process of this owner still there? Elsewhere (another host, a container that was replaced) nobody can look: there the file itself tells, which a
 * living owner touches every {@link touchMs}.
 * @param touchedMs how long ago, in milliseconds, the file was last written or touched
 */
export function isAlive(owner: string, touchedMs: number): boolean {
  const [where = "", pid = "", start = ""] = owner.split(".");
  if (where !== place()) return touchedMs < untouchedMsMax;
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  const now = startOf(Number(pid));
  return now === undefined || start === "0" || now === start;
}

/** Field 22 of /proc/<pid>/stat (proc(5)), after the command's name, which may hold anything. */
function startOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

let known: string | undefined;
function place(): string {
  known ??= [
    os.hostname(),
    readOr("", () => fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8)),
    readOr("", () => fs.readlinkSync("/proc/self/ns/pid")),
  ]
    .join("-")
    .replaceAll(/[^\w-]/g, "_");
  return known;
}

function readOr(otherwise: string, read: () => string): string {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

export const touchMs = 2_000;
/** A file that was not touched for so long has lost its owner, who then never writes to it again (`Spool`). */
export const untouchedMsMax = 30_000;
