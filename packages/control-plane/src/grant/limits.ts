import type { Tx } from "@portcullis/db";
import { documentLimits, parsePolicy, type Reservation } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { counterKey } from "../gateway/counter-key.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const GrantLimitsInput = z.strictObject({ id: Id });
export type GrantLimitsInput = z.input<typeof GrantLimitsInput>;

/** One limit of a grant's live policy on one server, and how much of it is used at this moment. Numbers are exact decimal text. */
export type LimitUse = {
  serverSlug: string;
  serverName: string;
  counter: string;
  /** What the counter is shared by. */
  scope: Reservation["scope"];
  window: Reservation["window"];
  /** A span that moves along, not a calendar's. */
  rolling: boolean;
  timezone: string;
  unit: "calls" | "amount";
  used: string;
  max: string;
  /** When a calendar window ends, or when the oldest use leaves a rolling one; null while nothing is used. */
  resetsAt: Date | null;
  /** JSON pointer of the limit in the policy. */
  rule: string;
  policyId: string;
};

/** How far the limits of a grant are used up, from the ledger that the gateway counts in. */
export async function grantLimits(ctx: Context, input: GrantLimitsInput): Promise<LimitUse[]> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GrantLimitsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    if (!(await tx.accessGrant.findFirst({ where: { organizationId, id }, select: { id: true } }))) throw notFound("grant");
    const limits = await limitsOf(tx, organizationId, id);
    const uses = await usesOf(tx, organizationId, limits);
    return limits.map(({ key, ...limit }) => ({ ...limit, ...(uses.get(key) ?? { used: "0", resetsAt: null }) }));
  });
}

type KnownLimit = Omit<LimitUse, "used" | "resetsAt"> & { key: string };

async function limitsOf(tx: Tx, organizationId: string, grantId: string): Promise<KnownLimit[]> {
  const rows = await tx.grantServer.findMany({
    where: { organizationId, grantId, policyId: { not: null } },
    orderBy: { server: { name: "asc" } },
    select: {
      serverId: true,
      server: { select: { slug: true, name: true } },
      policy: { select: { id: true, liveVersion: true } },
    },
  });
  const limits: KnownLimit[] = [];
  for (const { serverId, server, policy } of rows) {
    if (!policy?.liveVersion) continue;
    const live = { organizationId, policyId: policy.id, version: policy.liveVersion };
    const { document } = await tx.policyVersion.findFirstOrThrow({ where: live, select: { document: true } });
    const found = new Map<string, KnownLimit>();
    for (const reservation of reservationsIn(document)) {
      const { key } = counterKey(reservation, { organizationId, grantId, serverId });
      const { counter, scope, window, rolling, timezone, unit, max, rule } = reservation;
      const known = found.get(key);
      // Of two limits on one counter the narrower holds.
      if (known && Number(known.max) <= Number(max)) continue;
      const place = { serverSlug: server.slug, serverName: server.name, policyId: policy.id };
      found.set(key, { key, ...place, counter, scope, window, rolling, timezone, unit, max, rule });
    }
    limits.push(...found.values());
  }
  return limits;
}

function reservationsIn(document: string): Reservation[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) return [];
  const entries = Object.entries(parsed.policy.tools ?? {}).map(([key, entry]) => ({ key, entry, pointer: `/tools/${escaped(key)}` }));
  return documentLimits(parsed.policy, entries).map(({ reservation }) => reservation);
}

const escaped = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

async function usesOf(
  tx: Tx,
  organizationId: string,
  limits: readonly KnownLimit[],
): Promise<Map<string, { used: string; resetsAt: Date | null }>> {
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
  // As `portcullis.reserve` reads the same rows.
  const rows = await tx.$queryRaw<{ key: string; used: string; resets_at: Date | null }[]>`
    SELECT q.key, coalesce(u.used, 0)::text AS used, CASE WHEN u.used > 0 THEN u.resets_at END AS resets_at
    FROM jsonb_to_recordset(${asked}::jsonb) AS q(key text, unit text, seconds double precision, rolling boolean, zone text)
    JOIN portcullis.limit_counter c ON c.organization_id = ${organizationId}::uuid AND c.key = decode(q.key, 'hex')
    LEFT JOIN LATERAL (
      SELECT sum(r.amount) AS used, min(r.at) + make_interval(secs => q.seconds) AS resets_at FROM portcullis.limit_reservation r
      WHERE q.rolling AND r.organization_id = c.organization_id AND r.key = c.key
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
