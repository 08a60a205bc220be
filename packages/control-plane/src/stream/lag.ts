import type { Pool } from "@portcullis/db/runtime";

/** How far receivers are behind: the most sealed records that one of them has not taken, and how many refuse what they are sent. Over all organizations. */
export async function streamLag(pool: Pool): Promise<{ mostWaiting: number; failing: number }> {
  const text = 'SELECT most_waiting::float8 AS "mostWaiting", failing FROM portcullis.stream_lag()';
  const { rows } = await pool.query<{ mostWaiting: number; failing: number }>({ name: "stream_lag", text });
  return rows[0] ?? { mostWaiting: 0, failing: 0 };
}
