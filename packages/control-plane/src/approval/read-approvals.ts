import { type Category, rankOf, riskOf } from "@portcullis/catalogue";
import type { Prisma, Tx } from "@portcullis/db";
import { namesOf } from "../account/names.ts";
import type { Context } from "../caller.ts";
import type { ApprovalState } from "../gateway/approval-states.ts";
import type { Approval } from "./approval.ts";
import { mayVote } from "./may-vote.ts";

export type ApprovalRow = Prisma.ApprovalModel;

/** Requests as people see them, in the order of the ids; those of another organization do not exist. */
export async function readApprovals(
  tx: Tx,
  ctx: Pick<Context, "caller" | "clock">,
  ids: readonly string[],
): Promise<{ row: ApprovalRow; shown: Approval }[]> {
  const { organizationId, userId } = ctx.caller;
  const rows = await tx.approval.findMany({ where: { organizationId, id: { in: [...ids] } } });
  const servers = await tx.server.findMany({
    where: { organizationId, id: { in: distinct(rows.map(({ serverId }) => serverId)) } },
    select: { id: true, name: true },
  });
  const owners = await namesOf(
    tx,
    rows.map(({ ownerId }) => ownerId),
  );
  const ownerIds = distinct(rows.flatMap(({ ownerId }) => ownerId ?? []));
  const members = await tx.membership.findMany({ where: { organizationId, userId: { in: ownerIds } }, select: { userId: true } });
  const memberIds = new Set(members.map((member) => member.userId));
  const approved = await tx.approvalVote.findMany({
    where: { organizationId, userId, vote: "approve", requestId: { in: [...ids] } },
    select: { requestId: true },
  });
  const approvedIds = new Set(approved.map(({ requestId }) => requestId));
  const categoryNow = await categoriesNow(tx, organizationId, rows);
  const serverNames = new Map(servers.map(({ id, name }) => [id, name]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    if (!row) return [];
    const category = riskier(row.category as Category | null, categoryNow(row.serverId, row.tool));
    const state = row.state as ApprovalState;
    const { approvers, minApprovals, ownerId, editedBy } = row;
    const isOwned = ownerId !== null && memberIds.has(ownerId);
    const held = { state, approvers, minApprovals, ownerId, isOwned, editedBy, category, hasApproved: approvedIds.has(id) };
    const names = { ownerName: (row.ownerId && owners.get(row.ownerId)) ?? null, serverName: serverNames.get(row.serverId) ?? null };
    return [{ row, shown: { ...faceOf(row), ...names, state, category, risk: riskOf(category), mayVote: mayVote(ctx, held) } }];
  });
}

type Face = Omit<Approval, "ownerName" | "serverName" | "state" | "category" | "risk" | "mayVote">;

/** What is shown as it is stored. */
const faceOf = (row: ApprovalRow): Face => ({
  id: row.id,
  at: row.at,
  expiresAt: row.expiresAt,
  grantId: row.grantId,
  grantLabel: row.grantLabel,
  ownerId: row.ownerId,
  clientName: row.clientName,
  serverSlug: row.serverSlug,
  upstreamOrigin: row.upstreamOrigin,
  method: row.method,
  tool: row.tool,
  policyId: row.policyId,
  policyName: row.policyName,
  policyVersion: row.policyVersion,
  rule: row.rule,
  message: row.message,
  approvers: row.approvers,
  minApprovals: row.minApprovals,
  approvals: row.approvals,
  approvedAt: row.approvedAt,
  usableUntil: row.usableUntil,
  uses: row.uses,
  usesAllowed: row.usesAllowed,
  callDigest: Buffer.from(row.callDigest).toString("hex"),
  editedFrom: row.editedFrom,
  editedByName: row.editedByName,
});

/** What tools are held to be today: people may have said otherwise since the call was held. */
async function categoriesNow(tx: Tx, organizationId: string, rows: readonly ApprovalRow[]) {
  const serverId = { in: distinct(rows.map((row) => row.serverId)) };
  const names = distinct(rows.flatMap(({ tool }) => tool ?? []));
  const tools = await tx.tool.findMany({
    where: { organizationId, serverId, name: { in: names } },
    select: { serverId: true, name: true, category: true },
  });
  const overrides = await tx.toolCategoryOverride.findMany({
    where: { organizationId, serverId, toolName: { in: names } },
    select: { serverId: true, toolName: true, category: true },
  });
  const found = new Map(tools.map(({ serverId: id, name, category }) => [`${id} ${name}`, category]));
  for (const { serverId: id, toolName, category } of overrides) found.set(`${id} ${toolName}`, category);
  return (id: string, tool: string | null) => (found.get(`${id} ${tool}`) ?? null) as Category | null;
}

const riskier = (then: Category | null, now: Category | null): Category => {
  if (then === null || now === null) return then ?? now ?? "unclassified";
  return rankOf(now) > rankOf(then) ? now : then;
};

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
