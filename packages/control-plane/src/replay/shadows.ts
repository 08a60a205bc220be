import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";

export type Shadow = {
  grantId: string;
  grantLabel: string;
  serverSlug: string;
  serverName: string;
  policy: { id: string; name: string } | null;
  shadow: { id: string; name: string; liveVersion: number | null };
  /** Of the newest 50,000 decisions of the organization, the calls that this version of the shadow judged. */
  judged: number;
  wouldRefuse: number;
  wouldAllow: number;
  since: Date | null;
  /** What the two disagree on most. */
  disagreements: {
    tool: string | null;
    effect: "allow" | "deny";
    reason: string;
    rule: string;
    count: number;
    lastAt: Date;
    lastId: string;
  }[];
};

/** Every shadow policy of a grant that is not revoked, and how it would have decided what the live one decided. */
export async function listShadows(ctx: Context): Promise<Shadow[]> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const attached = await tx.grantServer.findMany({
      where: { organizationId, shadowPolicyId: { not: null }, grant: { revokedAt: null } },
      orderBy: [{ grant: { label: "asc" } }, { server: { name: "asc" } }],
      select: {
        grantId: true,
        serverId: true,
        grant: { select: { label: true } },
        server: { select: { slug: true, name: true } },
        policy: { select: { id: true, name: true } },
        shadow: { select: { id: true, name: true, liveVersion: true } },
      },
    });
    if (attached.length === 0) return [];
    const sums = await judgedBy(tx, organizationId);
    return attached.flatMap(({ grantId, serverId, grant, server, policy, shadow }): Shadow[] => {
      if (!shadow) return [];
      const rows = sums.filter(
        (row) => row.grantId === grantId && row.serverId === serverId && row.shadowId === shadow.id && row.version === shadow.liveVersion,
      );
      const disagreeing = rows.filter(({ effect, live }) => effect !== live).sort((a, b) => b.count - a.count);
      const count = (list: Sum[]) => list.reduce((sum, row) => sum + row.count, 0);
      return [
        {
          grantId,
          grantLabel: grant.label,
          serverSlug: server.slug,
          serverName: server.name,
          policy,
          shadow,
          judged: count(rows),
          wouldRefuse: count(disagreeing.filter(({ effect }) => effect === "deny")),
          wouldAllow: count(disagreeing.filter(({ effect }) => effect === "allow")),
          since: rows.reduce<Date | null>((first, { firstAt }) => (first === null || firstAt < first ? firstAt : first), null),
          disagreements: disagreeing.slice(0, 10).map(({ tool, effect, reason, rule, count: calls, lastAt, lastId }) => ({
            tool,
            effect,
            reason,
            rule,
            count: calls,
            lastAt,
            lastId,
          })),
        },
      ];
    });
  });
}

type Sum = {
  grantId: string;
  serverId: string;
  shadowId: string;
  version: number;
  tool: string | null;
  live: "allow" | "deny";
  effect: "allow" | "deny";
  reason: string;
  rule: string;
  count: number;
  firstAt: Date;
  lastAt: Date;
  lastId: string;
};

// Agreement is one row for each pair; a disagreement says where.
const judgedBy = (tx: Tx, organizationId: string) => tx.$queryRaw<Sum[]>`
  SELECT grant_id AS "grantId", server_id AS "serverId", shadow_policy_id AS "shadowId", shadow_policy_version AS version, effect AS live,
    shadow_effect AS effect, CASE WHEN shadow_effect <> effect THEN tool END AS tool, CASE WHEN shadow_effect <> effect THEN shadow_reason ELSE '' END AS reason,
    CASE WHEN shadow_effect <> effect THEN shadow_rule ELSE '' END AS rule, count(*)::int AS count, min(at) AS "firstAt", max(at) AS "lastAt",
    max(id::text) AS "lastId"
  FROM (SELECT id, at, grant_id, server_id, tool, effect, shadow_policy_id, shadow_policy_version, shadow_effect, shadow_reason, shadow_rule
    FROM portcullis.decision WHERE organization_id = ${organizationId}::uuid ORDER BY id DESC LIMIT 50000) AS newest
  WHERE shadow_policy_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;
