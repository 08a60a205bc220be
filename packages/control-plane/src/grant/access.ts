import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Caller } from "../caller.ts";
import { notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";

/**
 * Which servers a grant reaches, each with one policy or with none (then every call is denied), and with a shadow policy that judges the same
 * calls without deciding them. A shadow that is left out stays as it is.
 */
export const AccessInput = z
  .array(z.strictObject({ serverSlug: Slug, policyId: Id.nullable(), shadowPolicyId: Id.nullish() }))
  .min(1, "Choose at least one server.")
  .max(100, "A grant reaches at most 100 servers.")
  .superRefine((access, check) => {
    const seen = new Set<string>();
    for (const [index, { serverSlug }] of access.entries()) {
      if (seen.has(serverSlug)) check.addIssue({ code: "custom", path: [index, "serverSlug"], message: "This server is there twice." });
      seen.add(serverSlug);
    }
  });

export type ResolvedAccess = {
  serverId: string;
  serverSlug: string;
  policyId: string | null;
  policyName: string | null;
  /** Undefined: whatever is stored. */
  shadowPolicyId?: string | null;
  shadowPolicyName?: string | null;
};

/** Servers and policies behind an access list. @throws ControlPlaneError not_found, also for a policy of another server */
export async function resolveAccess(tx: Tx, { organizationId }: Caller, access: z.output<typeof AccessInput>): Promise<ResolvedAccess[]> {
  const servers = await tx.server.findMany({ where: { organizationId, slug: { in: access.map(({ serverSlug }) => serverSlug) } } });
  const wanted = access.flatMap(({ policyId, shadowPolicyId }) => [policyId ?? [], shadowPolicyId ?? []].flat());
  const policies = await tx.policy.findMany({
    where: { organizationId, id: { in: wanted } },
    select: { id: true, serverId: true, name: true },
  });
  return access.map(({ serverSlug, policyId, shadowPolicyId }) => {
    const server = servers.find(({ slug }) => slug === serverSlug);
    if (!server) throw notFound("server");
    const nameOf = (wantedId: string | null): string | null => {
      if (wantedId === null) return null;
      const policy = policies.find(({ id, serverId }) => id === wantedId && serverId === server.id);
      if (!policy) throw notFound("policy");
      return policy.name;
    };
    return {
      serverId: server.id,
      serverSlug,
      policyId,
      policyName: nameOf(policyId),
      ...(shadowPolicyId === undefined ? {} : { shadowPolicyId, shadowPolicyName: nameOf(shadowPolicyId) }),
    };
  });
}

/** The list with the stored shadows where it says nothing of them. */
export const withStoredShadows = (access: ResolvedAccess[], stored: ResolvedAccess[]): ResolvedAccess[] =>
  access.map((row) => {
    if (row.shadowPolicyId !== undefined) return row;
    const known = stored.find(({ serverId }) => serverId === row.serverId);
    return { ...row, shadowPolicyId: known?.shadowPolicyId ?? null, shadowPolicyName: known?.shadowPolicyName ?? null };
  });

/** Makes the access of a grant this list, where it was `before`. Rows that are right stay untouched. */
export async function storeAccess(
  tx: Tx,
  { organizationId }: Caller,
  grantId: string,
  { access, before = [] }: { access: ResolvedAccess[]; before?: ResolvedAccess[] },
): Promise<void> {
  const kept = new Set(access.map(({ serverId }) => serverId));
  const gone = before.filter(({ serverId }) => !kept.has(serverId)).map(({ serverId }) => serverId);
  if (gone.length > 0) await tx.grantServer.deleteMany({ where: { organizationId, grantId, serverId: { in: gone } } });
  for (const { serverId, policyId, shadowPolicyId = null } of withStoredShadows(access, before)) {
    const known = before.find((row) => row.serverId === serverId);
    if (known && known.policyId === policyId && known.shadowPolicyId === shadowPolicyId) continue;
    await tx.grantServer.upsert({
      where: { organizationId_grantId_serverId: { organizationId, grantId, serverId } },
      create: { organizationId, grantId, serverId, policyId, shadowPolicyId },
      update: { policyId, shadowPolicyId },
    });
  }
}

export async function storedAccess(tx: Tx, organizationId: string, grantId: string): Promise<ResolvedAccess[]> {
  const rows = await tx.grantServer.findMany({
    where: { organizationId, grantId },
    select: {
      serverId: true,
      policyId: true,
      shadowPolicyId: true,
      server: { select: { slug: true } },
      policy: { select: { name: true } },
      shadow: { select: { name: true } },
    },
  });
  return rows.map(({ serverId, policyId, shadowPolicyId, server, policy, shadow }) => ({
    serverId,
    serverSlug: server.slug,
    policyId,
    policyName: policy?.name ?? null,
    shadowPolicyId,
    shadowPolicyName: shadow?.name ?? null,
  }));
}

/** How the audit log says it. */
export const shownAccess = (access: ResolvedAccess[]) =>
  access.map(({ serverSlug, policyName, shadowPolicyName }) => ({
    server: serverSlug,
    policy: policyName,
    ...(shadowPolicyName ? { shadow: shadowPolicyName } : {}),
  }));
