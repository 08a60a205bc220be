import type { Context } from "../caller.ts";
import type { ControlPlane } from "../open.ts";
import { organizationIdOf } from "../organization/slug.ts";
import { storedHeaders } from "../server/owned.ts";
import { inOrganization, outsideOrganizations } from "../transaction.ts";
import type { Setup } from "./setup.ts";

/** What the database has of a set-up before anything is changed. */
export type Stored = {
  organizationId: string | null;
  /** The account that the set-up names; `owns`: is it an owner of the organization? */
  owner: { id: string; passwordHash: string | null; owns: boolean } | null;
  servers: {
    slug: string;
    url: string;
    headers: Record<string, string>;
    tools: { name: string; definition: string; category: string }[] /** By tool. */;
    overrides: Map<string, string>;
  }[];
  /** `document` is the live version's. */
  policies: { server: string; name: string; document: string | null }[];
  grants: { label: string; revoked: boolean }[];
};

/** Reads it; writes nothing. */
export async function readStored(cp: ControlPlane, { organization, owner, servers }: Setup): Promise<Stored> {
  const { organizationId, account } = await outsideOrganizations(cp, async (tx) => ({
    organizationId: await organizationIdOf(tx, organization.slug),
    account: await tx.userAccount.findUnique({ where: { email: owner.email }, select: { id: true, passwordHash: true } }),
  }));
  if (organizationId === null)
    return { organizationId, owner: account && { ...account, owns: false }, servers: [], policies: [], grants: [] };
  return inOrganization(cp, organizationId, async (tx) => {
    const caller = { userId: "", organizationId, organizationSlug: organization.slug, role: "owner", signedInAt: "machine" } as const;
    const ctx: Context = { ...cp, caller };
    const where = { organizationId };
    const owned = account && (await tx.membership.count({ where: { ...where, userId: account.id, role: "owner" } }));
    const serverRows = await tx.server.findMany({
      where,
      omit: { sealedHeaders: false },
      include: {
        tools: { select: { name: true, definition: true, category: true }, orderBy: { position: "asc" } },
        toolCategoryOverrides: { select: { toolName: true, category: true } },
      },
    });
    const policyRows = await tx.policy.findMany({
      where,
      include: { server: true, policyVersions: { orderBy: { version: "desc" }, take: 1 } },
    });
    const grantRows = await tx.accessGrant.findMany({ where, select: { label: true, revokedAt: true } });
    // Only the headers that are needed are opened: after a lost root key, giving them anew must work.
    const kept = new Set(servers.filter(({ headers }) => headers === undefined).map(({ slug }) => slug));
    return {
      organizationId,
      owner: account && { ...account, owns: owned === 1 },
      servers: serverRows.map(({ toolCategoryOverrides, ...row }) => ({
        ...row,
        headers: kept.has(row.slug) ? storedHeaders(ctx, row) : {},
        overrides: new Map(toolCategoryOverrides.map(({ toolName, category }) => [toolName, category])),
      })),
      policies: policyRows.map(({ server, name, policyVersions }) => ({
        server: server.slug,
        name,
        document: policyVersions[0]?.document ?? null,
      })),
      grants: grantRows.map(({ label, revokedAt }) => ({ label, revoked: revokedAt !== null })),
    };
  });
}
