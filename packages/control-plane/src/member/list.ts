import type { Context } from "../caller.ts";
import type { Role } from "../capabilities.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

export type Member = { userId: string; name: string; email: string; role: Role; joinedAt: Date };

/** Everybody in the organization, longest first. */
export async function listMembers(ctx: Context): Promise<Member[]> {
  requireCapability(ctx.caller, "administer");
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.membership.findMany({
      where: { organizationId },
      orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
      select: { userId: true, role: true, createdAt: true, user: { select: { name: true, email: true } } },
    }),
  );
  return rows.map(({ userId, role, createdAt, user }) => ({ userId, ...user, role: role as Role, joinedAt: createdAt }));
}
