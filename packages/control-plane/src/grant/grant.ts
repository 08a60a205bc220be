import type { Tx } from "@portcullis/db";
import { namesOf } from "../account/names.ts";
import type { Context } from "../caller.ts";
import { gatewayUrlOf } from "../server/server.ts";

export type GrantAccess = {
  serverSlug: string;
  serverName: string;
  /** null: no policy, every call is denied. */
  policyId: string | null;
  policyName: string | null;
  /** Judges the same calls and decides nothing; null: none. */
  shadowPolicyId: string | null;
  shadowPolicyName: string | null;
  gatewayUrl: string;
};

export type Grant = {
  id: string;
  label: string;
  tags: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** To the minute. */
  lastUsedAt: Date | null;
  /** How the newest token begins after `pcg_`. */
  tokenPrefix: string | null;
  /** Tokens before it that go on working for a while after a rotation. */
  endingTokens: { prefix: string; expiresAt: Date }[];
  ownerName: string | null;
  access: GrantAccess[];
};

/** Reads grants as people see them, newest first; `id` for one of them. */
export async function readGrants(tx: Tx, ctx: Context, id?: string): Promise<Grant[]> {
  const { organizationId, organizationSlug } = ctx.caller;
  const rows = await tx.accessGrant.findMany({
    where: { organizationId, ...(id === undefined ? {} : { id }) },
    orderBy: { id: "desc" },
    include: {
      grantTokens: { orderBy: { id: "desc" }, take: 5, select: { prefix: true, expiresAt: true } },
      grantServers: {
        orderBy: { server: { name: "asc" } },
        select: {
          policyId: true,
          shadowPolicyId: true,
          policy: { select: { name: true } },
          shadow: { select: { name: true } },
          server: { select: { slug: true, name: true } },
        },
      },
    },
  });
  const names = await namesOf(
    tx,
    rows.map(({ ownerId }) => ownerId),
  );
  return rows.map(({ id, label, tags, createdAt, expiresAt, revokedAt, lastUsedAt, ownerId, grantTokens, grantServers }) => ({
    id,
    label,
    tags,
    createdAt,
    expiresAt,
    revokedAt,
    lastUsedAt,
    tokenPrefix: grantTokens[0]?.prefix ?? null,
    endingTokens: grantTokens
      .slice(1)
      .flatMap(({ prefix, expiresAt: end }) => (end !== null && end > ctx.clock() ? [{ prefix, expiresAt: end }] : [])),
    ownerName: (ownerId && names.get(ownerId)) ?? null,
    access: grantServers.map(({ server, policyId, policy, shadowPolicyId, shadow }) => ({
      serverSlug: server.slug,
      serverName: server.name,
      policyId,
      policyName: policy?.name ?? null,
      shadowPolicyId,
      shadowPolicyName: shadow?.name ?? null,
      gatewayUrl: gatewayUrlOf(ctx, organizationSlug, server.slug),
    })),
  }));
}
