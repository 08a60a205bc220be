import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";

export const ListPoliciesInput = z.strictObject({ serverSlug: Slug.optional() });
export type ListPoliciesInput = z.input<typeof ListPoliciesInput>;

export type PolicySummary = {
  id: string;
  name: string;
  serverSlug: string;
  serverName: string;
  liveVersion: number | null;
  hasDraft: boolean;
  /** Since when the live version blocks nothing; null while it enforces. */
  observingSince: Date | null;
  updatedAt: Date;
  /** Grants that use it and are not revoked. */
  grantCount: number;
};

/** The organization's policies by server and name. */
export async function listPolicies(ctx: Context, input: ListPoliciesInput = {}): Promise<PolicySummary[]> {
  requireCapability(ctx.caller, "read");
  const { serverSlug } = readInput(ListPoliciesInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const server = serverSlug === undefined ? {} : { serverId: (await ownedServer(tx, ctx.caller, serverSlug)).id };
    const where = { organizationId, ...server };
    const rows = await tx.policy.findMany({
      where,
      orderBy: [{ server: { name: "asc" } }, { name: "asc" }],
      select: {
        id: true,
        name: true,
        liveVersion: true,
        observingSince: true,
        updatedAt: true,
        server: { select: { slug: true, name: true } },
        _count: { select: { grantServers: { where: { grant: { revokedAt: null } } } } },
      },
    });
    // Asked apart: a draft has up to 256 KiB, of which a list needs one bit.
    const drafts = await tx.policy.findMany({ where: { ...where, draft: { not: null } }, select: { id: true } });
    const withDraft = new Set(drafts.map(({ id }) => id));
    return rows.map(({ server, _count, ...row }) => ({
      ...row,
      serverSlug: server.slug,
      serverName: server.name,
      hasDraft: withDraft.has(row.id),
      grantCount: _count.grantServers,
    }));
  });
}
