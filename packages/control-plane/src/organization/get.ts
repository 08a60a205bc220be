import type { Context } from "../caller.ts";
import { type Role, requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

/** The caller's organization, and what there is in it. */
export type OrganizationDetail = {
  slug: string;
  name: string;
  createdAt: Date;
  role: Role;
  members: number;
  owners: number;
  servers: number;
  policies: number;
  /** Not revoked. */
  grants: number;
};

export async function getOrganization(ctx: Context): Promise<OrganizationDetail> {
  requireCapability(ctx.caller, "read");
  const { organizationId, role } = ctx.caller;
  const where = { organizationId };
  return inOrganization(ctx, organizationId, async (tx) => ({
    ...(await tx.organization.findFirstOrThrow({ where: { id: organizationId }, select: { slug: true, name: true, createdAt: true } })),
    role,
    members: await tx.membership.count({ where }),
    owners: await tx.membership.count({ where: { ...where, role: "owner" } }),
    servers: await tx.server.count({ where }),
    policies: await tx.policy.count({ where }),
    grants: await tx.accessGrant.count({ where: { ...where, revokedAt: null } }),
  }));
}
