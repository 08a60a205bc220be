import fs from "node:fs";
import path from "node:path";
import { isAlive, ownerOf } from "./process-identity.ts";
import { framesOf } from "./record-format.ts";

/** The records of a process that is gone; `remove` once the database has them. */
export type Orphan<T> = { records: readonly T[]; remove: () => void };

/**
 * Takes over the spool files of processes that have died. A file is claimed by renaming it, which only one of several can do; and a record that
 * reaches the database twice is one record there.
 */
export function adoptOrphans<T>(folder: string, parse: (text: string) => T): Orphan<T>[] {
  const orphans: Orphan<T>[] = [];
  for (const name of fs.readdirSync(folder)) {
    const [, id, owner] = FILE.exec(name) ?? [];
    if (id === undefined || owner === undefined || isAlive(owner)) continue;
    const claimed = path.join(folder, `${id}.${ownerOf()}.spool`);
    try {
      fs.renameSync(path.join(folder, name), claimed);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue; // somebody else was faster
      throw error;
    }
    const records = [...framesOf(fs.readFileSync(claimed))].map((payload) => parse(payload.toString()));
    orphans.push({ records, remove: () => fs.rmSync(claimed, { force: true }) });
  }
  return orphans;
}

const FILE = /^([0-9a-f-]{36})\.([\w-]+\.\d+\.\d+)\.spool$/;
