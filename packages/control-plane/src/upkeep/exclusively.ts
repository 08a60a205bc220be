import type { Pool } from "@portcullis/db/runtime";

/** The second half of each advisory lock (2, …) that a job of the worker takes. */
export const jobLocks = { seal: 1, checkpoint: 2, reap: 3, prune: 4, partitions: 5, retention: 6 } as const;

/** Runs a job unless another worker is at it; null: another one is. */
export async function exclusively<T>(pool: Pool, job: keyof typeof jobLocks, run: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock(2, $1) AS mine", [jobLocks[job]]);
    if (!rows[0]?.mine) {
      broken = false;
      return null;
    }
    const result = await run();
    await client.query("SELECT pg_advisory_unlock(2, $1)", [jobLocks[job]]);
    broken = false;
    return result;
  } finally {
    // A connection that still holds the lock is closed, which lets it go.
    client.release(broken);
  }
}
