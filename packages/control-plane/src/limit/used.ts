import type { Tx } from "@portcullis/db";
import type { KnownLimit } from "./known-limits.ts";

/** How far a counter is used up now; `resetsAt` is null while nothing is used. */
export type Used = { used: string; resetsAt: Date | null };

/** How much of each limit is used at this moment, by the database's clock and as an admission reads the same rows. */
export async function withUse<T extends KnownLimit>(tx: Tx, organizationId: string, limits: readonly T[]): Promise<(T & Used)[]> {
  const uses = await usesOf(tx, organizationId, limits);
  return limits.map((limit) => ({ ...limit, ...(uses.get(limit.key) ?? { used: "0", resetsAt: null }) }));
}

async function usesOf(tx: Tx, organizationId: string, limits: readonly KnownLimit[]): Promise<Map<string, Used>> {
  if (limits.length === 0) return new Map();
  const asked = JSON.stringify(
    limits.map(({ key, window, rolling, timezone }) => ({
      key,
      unit: typeof window === "string" && !rolling ? window : "hour",
      seconds: typeof window === "number" ? window : spanSeconds[window],
      rolling,
      zone: timezone,
    })),
  );
  const rows = await tx.$queryRaw<{ key: string; used: string; resets_at: Date | null }[]>`
    SELECT q.key, coalesce(u.used, 0)::text AS used, CASE WHEN u.used > 0 THEN u.resets_at END AS resets_at
    FROM jsonb_to_recordset(${asked}::jsonb) AS q(key text, unit text, seconds double precision, rolling boolean, zone text)
    JOIN portcullis.limit_counter c ON c.organization_id = ${organizationId}::uuid AND c.key = decode(q.key, 'hex')
    LEFT JOIN LATERAL (
      SELECT sum(r.amount) AS used, min(r.at) + make_interval(secs => q.seconds) AS resets_at FROM portcullis.limit_reservation r
      WHERE q.rolling AND r.organization_id = c.organization_id AND r.key = c.key AND r.state = 'taken'
        AND r.at > greatest(portcullis.now(), c.last_stamp) - make_interval(secs => q.seconds)
      HAVING q.rolling
      UNION ALL
      SELECT CASE WHEN c.window_start >= w.start THEN c.used ELSE 0 END,
        CASE WHEN q.unit IN ('second', 'minute', 'hour') THEN greatest(c.window_start, w.start) + ('1 ' || q.unit)::interval
          ELSE ((greatest(c.window_start, w.start) AT TIME ZONE q.zone) + ('1 ' || q.unit)::interval) AT TIME ZONE q.zone END
      FROM (SELECT date_trunc(q.unit, portcullis.now(), q.zone) AS start) w WHERE NOT q.rolling
    ) u ON true`;
  return new Map(rows.map(({ key, used, resets_at }) => [key, { used: plain(used), resetsAt: resets_at }]));
}

/** Without the zeros that numeric(24,6) writes. */
const plain = (decimal: string) => (decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal);
const spanSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
