import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type ServerSummary, summaryOf, summarySelect } from "./server.ts";

/** The organization's servers by name. */
export async function listServers(ctx: Context): Promise<ServerSummary[]> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.server.findMany({ where: { organizationId }, orderBy: [{ name: "asc" }, { slug: "asc" }], select: summarySelect }),
  );
  return rows.map((row) => summaryOf(ctx, row));
}
