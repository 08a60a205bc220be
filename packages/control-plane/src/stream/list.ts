import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type Stream, streamOf, streamSelect } from "./stream.ts";

/** How far a receiver is behind the record. */
export type StreamLag = {
  /** Sealed rows that it has not been past. */
  pending: number;
  /** How long the oldest of them has waited; 0 when none does. */
  lagSeconds: number;
};

/** The organization's streams by name, each with its lag. */
export async function listStreams(ctx: Context): Promise<(Stream & StreamLag)[]> {
  requireCapability(ctx.caller, "administer");
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const rows = await tx.stream.findMany({ where: { organizationId }, orderBy: [{ name: "asc" }, { id: "asc" }], select: streamSelect });
    const lags = new Map((await readLags(tx, organizationId)).map(({ id, ...lag }) => [id, lag]));
    return rows.map((row) => ({ ...streamOf(row), ...(lags.get(row.id) ?? { pending: 0, lagSeconds: 0 }) }));
  });
}

const readLags = (tx: Tx, organizationId: string) =>
  tx.$queryRaw<({ id: string } & StreamLag)[]>`
    SELECT s.id::text, greatest(c.n - s.cursor_n, 0)::double precision AS pending,
      coalesce(greatest(extract(epoch FROM clock_timestamp() - w.at), 0), 0)::double precision AS "lagSeconds"
    FROM portcullis.stream s
    JOIN portcullis.audit_chain c ON c.organization_id = s.organization_id
    LEFT JOIN LATERAL (
      SELECT coalesce(a.at, o.at, e.at) AS at FROM portcullis.audit_seal x
      LEFT JOIN portcullis.attempt a ON x.kind = 1 AND a.organization_id = x.organization_id AND a.id = x.id
      LEFT JOIN portcullis.outcome o ON x.kind IN (2, 3) AND o.organization_id = x.organization_id AND o.id = x.id AND o.is_late = (x.kind = 3)
      LEFT JOIN portcullis.audit_event e ON x.kind = 4 AND e.organization_id = x.organization_id AND e.id = x.id
      WHERE x.organization_id = s.organization_id AND x.n > s.cursor_n ORDER BY x.n LIMIT 1) w ON true
    WHERE s.organization_id = ${organizationId}::uuid`;
