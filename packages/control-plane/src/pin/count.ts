import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

/** How many tools of each server wait for a person; servers without any are not in it. */
export type WaitingTools = { total: number; servers: { slug: string; name: string; waiting: number }[] };

/** For the badge: new and changed definitions. What was refused as it is now does not wait. */
export async function countWaitingTools(ctx: Context): Promise<WaitingTools> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  const servers = await inOrganization(ctx, organizationId, (tx) => waitingTools(tx, organizationId));
  return { total: servers.reduce((sum, { waiting }) => sum + waiting, 0), servers };
}

export const waitingTools = (tx: Tx, organizationId: string) => tx.$queryRaw<WaitingTools["servers"]>`
  SELECT s.slug, s.name, count(*)::integer AS waiting
  FROM portcullis.tool t
    JOIN portcullis.server s ON s.organization_id = t.organization_id AND s.id = t.server_id
    LEFT JOIN portcullis.tool_pin p ON p.organization_id = t.organization_id AND p.server_id = t.server_id AND p.name = t.name
  WHERE t.organization_id = ${organizationId}::uuid AND p.digest IS DISTINCT FROM t.digest AND p.refused_digest IS DISTINCT FROM t.digest
  GROUP BY s.slug, s.name ORDER BY s.slug`;
