import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

export type SetupProgress = {
  servers: number;
  /** Policies with a live version. */
  policies: number;
  /** Grants that are not revoked. */
  grants: number;
  /** Has any request ever been decided? */
  calls: boolean;
};

/** How far an organization has come: for empty states and the first steps. */
export async function getSetupProgress(ctx: Context): Promise<SetupProgress> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => ({
    servers: await tx.server.count({ where: { organizationId } }),
    policies: await tx.policy.count({ where: { organizationId, liveVersion: { not: null } } }),
    grants: await tx.accessGrant.count({ where: { organizationId, revokedAt: null } }),
    // Existence, not a count: the log has no bound.
    calls: (await tx.decision.findFirst({ where: { organizationId }, select: { id: true } })) !== null,
  }));
}
