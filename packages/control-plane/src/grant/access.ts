import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Caller } from "../caller.ts";
import { notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";

/** Which servers a grant reaches, each with one policy or with none (then every call is denied). */
export const AccessInput = z
  .array(z.strictObject({ serverSlug: Slug, policyId: Id.nullable() }))
  .min(1, "Choose at least one server.")
  .max(100, "A grant reaches at most 100 servers.")
  .superRefine((access, check) => {
    const seen = new Set<string>();
    for (const [index, { serverSlug }] of access.entries()) {
      if (seen.has(serverSlug)) check.addIssue({ code: "custom", path: [index, "serverSlug"], message: "This server is there twice." });
      seen.add(serverSlug);
    }
  });

export type ResolvedAccess = { serverId: string; serverSlug: string; policyId: string | null; policyName: string | null };

/** Servers and policies behind an access list. @throws ControlPlaneError not_found, also for a policy of another server */
export async function resolveAccess(tx: Tx, { organizationId }: Caller, access: z.output<typeof AccessInput>): Promise<ResolvedAccess[]> {
  const servers = await tx.server.findMany({ where: { organizationId, slug: { in: access.map(({ serverSlug }) => serverSlug) } } });
  const wanted = access.map(({ policyId }) => policyId).filter((id) => id !== null);
  const policies = await tx.policy.findMany({
    where: { organizationId, id: { in: wanted } },
    select: { id: true, serverId: true, name: true },
  });
  return access.map(({ serverSlug, policyId }) => {
    const server = servers.find(({ slug }) => slug === serverSlug);
    if (!server) throw notFound("server");
    const policy = policies.find(({ id, serverId }) => id === policyId && serverId === server.id);
    if (policyId !== null && !policy) throw notFound("policy");
    return { serverId: server.id, serverSlug, policyId, policyName: policy?.name ?? null };
  });
}

/** Makes the access of a grant this list; returns what it was. Rows that are right stay untouched. */
export async function storeAccess(
  tx: Tx,
  { organizationId }: Caller,
  grantId: string,
  access: ResolvedAccess[],
): Promise<ResolvedAccess[]> {
  const before = await storedAccess(tx, organizationId, grantId);
  const kept = new Set(access.map(({ serverId }) => serverId));
  const gone = before.filter(({ serverId }) => !kept.has(serverId)).map(({ serverId }) => serverId);
  if (gone.length > 0) await tx.grantServer.deleteMany({ where: { organizationId, grantId, serverId: { in: gone } } });
  for (const { serverId, policyId } of access) {
    const known = before.find((row) => row.serverId === serverId);
    if (known && known.policyId === policyId) continue;
    await tx.grantServer.upsert({
      where: { organizationId_grantId_serverId: { organizationId, grantId, serverId } },
      create: { organizationId, grantId, serverId, policyId },
      update: { policyId },
    });
  }
  return before;
}

export async function storedAccess(tx: Tx, organizationId: string, grantId: string): Promise<ResolvedAccess[]> {
  const rows = await tx.grantServer.findMany({
    where: { organizationId, grantId },
    select: { serverId: true, policyId: true, server: { select: { slug: true } }, policy: { select: { name: true } } },
  });
  return rows.map(({ serverId, policyId, server, policy }) => ({
    serverId,
    serverSlug: server.slug,
    policyId,
    policyName: policy?.name ?? null,
  }));
}

/** How the audit log says it. */
export const shownAccess = (access: ResolvedAccess[]) =>
  access.map(({ serverSlug, policyName }) => ({ server: serverSlug, policy: policyName }));
