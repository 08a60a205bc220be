import fs from "node:fs";
import os from "node:os";

/** Says which process a file belongs to: host, process id and, where the system tells it, when the process began, so that a reused id is no mistake. */
export function ownerOf(pid = process.pid): string {
  return `${os.hostname().replaceAll(/[^\w-]/g, "_")}.${pid}.${startOf(pid) ?? 0}`;
}

/** Is the process of this owner still there? Of another host nobody can know: then it counts as alive, and its own host adopts the file. */
export function isAlive(owner: string): boolean {
  const [host = "", pid = "", start = ""] = owner.split(".");
  if (host !== ownerOf().split(".")[0]) return true;
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
