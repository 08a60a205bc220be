import type { Pool } from "@portcullis/db/runtime";
import { exclusively } from "./exclusively.ts";

/** Makes the partitions of the record a year ahead. What falls into none has a place too, so a worker that is down refuses nothing. */
export const makePartitions = (pool: Pool): Promise<boolean | null> =>
  exclusively(pool, "partitions", async () => {
    await pool.query("SELECT portcullis.ensure_partitions(13)");
    return true;
  });
