import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { firstId } from "./filter.ts";

export type Overview = {
  /** Tools that were refused most in the last 24 hours, of the newest 50,000 decisions; a held call is not refused. */
  topRefused: { tool: string; serverSlug: string; reason: string; count: number }[];
  /** Grants that end within 14 days, soonest first; their newest token may end before them. */
  expiring: { id: string; label: string; expiresAt: Date }[];
  /** Live policies that block nothing, with how many usable grants stand on them. */
  observing: { id: string; name: string; since: Date; grants: number }[];
  /** Shadow policies of usable grants. */
  shadows: number;
  /** Policies with a draft that is not published. */
  drafts: { id: string; name: string; published: boolean }[];
  /** Servers that a usable grant reaches without a live policy: every call is denied. */
  unruled: { grantId: string; label: string; serverSlug: string }[];
};

/** What an owner wants to know when they come in; how many calls there were is told by `decisionTrends`. */
export async function getOverview(ctx: Context): Promise<Overview> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  const now = ctx.clock();
  return inOrganization(ctx, organizationId, async (tx) => {
    const usable = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    const access = await tx.grantServer.findMany({
      where: { organizationId, grant: usable },
      orderBy: { grant: { label: "asc" } },
      select: {
        grantId: true,
        shadowPolicyId: true,
        grant: { select: { label: true } },
        server: { select: { slug: true } },
        policy: { select: { id: true, liveVersion: true } },
      },
    });
    const policies = await tx.policy.findMany({
      where: { organizationId, OR: [{ observingSince: { not: null } }, { draft: { not: null } }] },
      orderBy: { name: "asc" },
      select: { id: true, name: true, liveVersion: true, observingSince: true },
    });
    const drafts = await tx.policy.findMany({ where: { organizationId, draft: { not: null } }, select: { id: true } });
    const withDraft = new Set(drafts.map(({ id }) => id));
    return {
      topRefused: await topRefused(tx, organizationId, now),
      expiring: await expiring(tx, organizationId, now),
      observing: policies.flatMap(({ id, name, observingSince: since }) =>
        since === null ? [] : [{ id, name, since, grants: access.filter(({ policy }) => policy?.id === id).length }],
      ),
      shadows: access.filter(({ shadowPolicyId }) => shadowPolicyId !== null).length,
      drafts: policies.flatMap(({ id, name, liveVersion }) => (withDraft.has(id) ? [{ id, name, published: liveVersion !== null }] : [])),
      unruled: access.flatMap(({ grantId, grant, server, policy }) =>
        policy?.liveVersion ? [] : [{ grantId, label: grant.label, serverSlug: server.slug }],
      ),
    };
  });
}

const dayMs = 86_400_000;

const topRefused = (tx: Tx, organizationId: string, now: Date) => tx.$queryRaw<Overview["topRefused"]>`
  SELECT tool, server_slug AS "serverSlug", mode() WITHIN GROUP (ORDER BY reason) AS reason, count(*)::int AS count
  FROM (SELECT tool, server_slug, reason, effect, outcome FROM portcullis.decision
    WHERE organization_id = ${organizationId}::uuid AND id >= ${firstId(new Date(now.getTime() - dayMs))}::uuid ORDER BY id DESC LIMIT 50000) AS newest
  WHERE effect = 'deny' AND outcome <> 'held' AND tool IS NOT NULL GROUP BY 1, 2 ORDER BY count DESC, tool LIMIT 5`;

async function expiring(tx: Tx, organizationId: string, now: Date): Promise<Overview["expiring"]> {
  const ends = { gt: now, lt: new Date(now.getTime() + 14 * dayMs) };
  const rows = await tx.accessGrant.findMany({
    where: { organizationId, revokedAt: null, expiresAt: ends },
    orderBy: { expiresAt: "asc" },
    take: 10,
    select: { id: true, label: true, expiresAt: true },
  });
  return rows.flatMap(({ expiresAt, ...grant }) => (expiresAt ? [{ ...grant, expiresAt }] : []));
}
