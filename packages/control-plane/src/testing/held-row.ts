import { openPool } from "@portcullis/db/runtime";
import type { Installation } from "./installation.ts";

/**
 * Starts `work` while a row is locked by somebody else, and lets the row go when `waiting` transactions wait for it: they have then all
 * read what was there before, which no timing of requests could promise.
 */
export async function whileRowIsHeld<T>(
  { database }: Installation,
  lock: string,
  values: unknown[],
  waiting: number,
  work: () => Promise<T>,
): Promise<T> {
  const pool = openPool({ url: database.ownerUrl, max: 2 });
  const holder = await pool.connect();
  try {
    await holder.query("BEGIN");
    await holder.query(lock, values);
    const done = work();
    for (let blocked = 0; blocked < waiting; ) {
      const { rows } = await pool.query(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      blocked = rows[0].n;
    }
    await holder.query("COMMIT");
    return await done;
  } finally {
    holder.release();
    await pool.end();
  }
}
