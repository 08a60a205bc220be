import fs from "node:fs";
import path from "node:path";
import { isAlive, ownerOf } from "./process-identity.ts";
import { framesOf } from "./record-format.ts";

/** The records of a process that is gone; `remove` once the database has them, `setAside` where it refuses some for good. */
export type Orphan<T> = { records: readonly T[]; remove: () => void; setAside: () => void };

/**
 * Takes over the spool files of processes that have died. A file is claimed by renaming it, which only one of several can do; and a record that
 * reaches the database twice is one record there.
 */
export function adoptOrphans<T>(folder: string, parse: (text: string) => T, onError: (error: unknown) => void = () => {}): Orphan<T>[] {
  const orphans: Orphan<T>[] = [];
  for (const name of fs.readdirSync(folder)) {
    const [, id, owner] = FILE.exec(name) ?? [];
    if (id === undefined || owner === undefined || isAlive(owner, untouchedMs(path.join(folder, name)))) continue;
    const claimed = path.join(folder, `${id}.${ownerOf()}.spool`);
    try {
      // Read first: a file that cannot be read stays as it is, and keeps no other from being adopted.
      const records = [...framesOf(fs.readFileSync(path.join(folder, name)))].map((payload) => parse(payload.toString()));
      fs.renameSync(path.join(folder, name), claimed);
      orphans.push({
        records,
        setAside: () => fs.renameSync(claimed, `${claimed}.refused`),
        remove: () => fs.rmSync(claimed, { force: true }),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") onError(error); // else somebody was faster
    }
  }
  return orphans;
}

/** A file that went away meanwhile was touched just now. */
const untouchedMs = (file: string): number => Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

const FILE = /^([0-9a-f-]{36})\.([\w-]+\.\d+\.\d+)\.spool$/;
