import type { Tx } from "@portcullis/db";
import type { Keyring } from "@portcullis/db/keys";
import { type JsonPatchOperation, parsePolicy } from "@portcullis/policy";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { inOrganization } from "../transaction.ts";
import { exactCall } from "./exact-call.ts";
import { suggestedPatch } from "./suggested-patch.ts";

/** What people have always approved could be a rule. */
export type ApprovalSuggestion = {
  /** The same for the same suggestion, for lists and links. */
  key: string;
  serverSlug: string;
  serverName: string;
  tool: string;
  grantId: string;
  grantLabel: string;
  policyId: string;
  policyName: string;
  policyVersion: number;
  /** Of the last 30 days; none was refused or changed. */
  approved: number;
  /** A sentence: "Approved 31 of 31 in 30 days: allow it?" */
  message: string;
  /** RFC 6902, into the document of the live version: what the builder applies to the draft. Other grants and tools stay as they are. */
  patch: readonly JsonPatchOperation[];
};

/** Rules that could take the place of approvals: at least 10 given and none refused in 30 days, by server, tool and grant. */
export async function approvalSuggestions(ctx: Context): Promise<ApprovalSuggestion[]> {
  requireCapability(ctx.caller, "read");
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => {
    const suggestions: ApprovalSuggestion[] = [];
    for (const found of await alwaysApproved(tx, ctx.caller.organizationId)) {
      const suggestion = await suggestionOf(tx, ctx, found);
      if (suggestion) suggestions.push(suggestion);
    }
    return suggestions;
  });
}

type Found = { grantId: string; serverId: string; tool: string; approved: number; lastId: string };

/** The newest 5,000 requests are looked at, the 20 that people decide about most often are named. */
const alwaysApproved = (tx: Tx, organizationId: string) => tx.$queryRaw<Found[]>`
  WITH newest AS (
    SELECT organization_id, id, grant_id, server_id, tool, min_approvals FROM portcullis.approval_request
    WHERE organization_id = ${organizationId}::uuid AND method = 'tools/call' AND tool IS NOT NULL
      AND at > (SELECT portcullis.now()) - interval '30 days' ORDER BY id DESC LIMIT 5000),
  -- By what people said, whatever their roles are today.
  judged AS (
    SELECT n.*, said.approvals >= n.min_approvals AND said.refusals = 0 AS approved, said.refusals > 0 OR EXISTS (SELECT 1 FROM portcullis.approval_end e
      WHERE e.organization_id = n.organization_id AND e.request_id = n.id AND e.kind = 'edited') AS turned_down
    FROM newest n CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE v.vote = 'approve') AS approvals, count(*) FILTER (WHERE v.vote = 'refuse') AS refusals
      FROM portcullis.approval_vote v WHERE v.organization_id = n.organization_id AND v.request_id = n.id) said)
  SELECT grant_id AS "grantId", server_id AS "serverId", tool, count(*) FILTER (WHERE approved)::integer AS approved,
    max(id::text) FILTER (WHERE approved) AS "lastId"
  FROM judged GROUP BY grant_id, server_id, tool HAVING count(*) FILTER (WHERE approved) >= 10 AND NOT bool_or(turned_down)
  ORDER BY 4 DESC, 1, 2, 3 LIMIT 20`;

async function suggestionOf(
  tx: Tx,
  { caller, keyring }: { caller: Context["caller"]; keyring: Keyring },
  { grantId, serverId, tool, approved, lastId }: Found,
): Promise<ApprovalSuggestion | undefined> {
  const { organizationId } = caller;
  const access = await tx.grantServer.findFirst({
    where: { organizationId, grantId, serverId, grant: { revokedAt: null } },
    select: { grant: { select: { label: true, tags: true } }, server: { select: { slug: true, name: true } }, policy: true },
  });
  const last = await tx.approvalRequest.findFirst({ where: { organizationId, id: lastId } });
  if (!access?.policy?.liveVersion || !last) return undefined;
  const { policy, server, grant } = access;
  const version = access.policy.liveVersion;
  const live = await tx.policyVersion.findFirst({ where: { organizationId, policyId: policy.id, version }, select: { document: true } });
  const parsed = parsePolicy(live?.document ?? "");
  const call = exactCall(keyring, last);
  if (!parsed.ok || !call) return undefined;
  const patch = suggestedPatch(parsed.policy, await toolFactsOf(tx, caller, serverId), { tool, arguments: call.arguments, grant });
  return (
    patch && {
      key: `${grantId}.${serverId}.${tool}`,
      ...{ serverSlug: server.slug, serverName: server.name, tool, grantId, grantLabel: grant.label },
      ...{ policyId: policy.id, policyName: policy.name, policyVersion: version, approved, patch },
      message: `Approved ${approved} of ${approved} in 30 days: allow it?`,
    }
  );
}
