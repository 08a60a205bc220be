import type { Pool } from "@portcullis/db/runtime";

/** How long the oldest row that is not sealed yet has waited, in seconds; 0 when none waits. One look at the end of each index. */
export async function sealLag(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ lag: number }>({ name: "seal_lag", text: lagText });
  return Math.max(0, rows[0]?.lag ?? 0);
}

const oldest = (source: number, table: string, columns: string, after: string) => `(
  SELECT t.at FROM portcullis.${table} t, portcullis.audit_cursor c
  WHERE c.source = ${source} AND (${columns}) > (${after}) ORDER BY t.xid, t.organization_id, t.id LIMIT 1)`;
const columns = "t.xid, t.organization_id, t.id";
const after = "c.after_xid, c.after_organization, c.after_id";

const lagText = `SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
  ${oldest(1, "attempt", columns, after)},
  ${oldest(2, "outcome", `${columns}, t.is_late`, `${after}, c.after_late`)},
  ${oldest(3, "audit_event", columns, after)})), 0)::double precision AS lag`;
