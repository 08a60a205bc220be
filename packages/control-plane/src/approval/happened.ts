import type { Tx } from "@portcullis/db";
import type { ApprovalEnd, ApprovalUse, ApprovalVote } from "./approval.ts";
import type { ApprovalRow } from "./read-approvals.ts";

/** Everybody's word, in the order in which it was given. */
export async function votesOf(tx: Tx, { organizationId, id, approvers, ownerId, editedBy }: ApprovalRow): Promise<ApprovalVote[]> {
  const rows = await tx.approvalVote.findMany({ where: { organizationId, requestId: id }, orderBy: [{ at: "asc" }, { userId: "asc" }] });
  const members = await tx.membership.findMany({
    where: { organizationId, userId: { in: rows.map(({ userId }) => userId) } },
    select: { userId: true, role: true },
  });
  const counting = new Set(
    members.filter(({ role, userId }) => approvers.includes(role) && userId !== ownerId).map(({ userId }) => userId),
  );
  return rows.map(({ userId, userName, role, vote, at, note, uses, usesUntil }) => ({
    ...{ userId, userName, role, at, note, uses, usesUntil },
    vote: vote as ApprovalVote["vote"],
    isVoid: vote === "approve" && !counting.has(userId),
    wroteArguments: userId === editedBy,
  }));
}

/** The calls that ran on it. */
export async function runsOf(tx: Tx, { organizationId, id }: ApprovalRow): Promise<ApprovalUse[]> {
  const rows = await tx.approvalUse.findMany({ where: { organizationId, requestId: id }, orderBy: { n: "asc" } });
  const decisions = await tx.decision.findMany({
    where: { organizationId, id: { in: rows.map(({ attemptId }) => attemptId) } },
    select: { id: true, outcome: true },
  });
  const outcomes = new Map(decisions.map((decision) => [decision.id, decision.outcome]));
  return rows.map(({ n, attemptId, at }) => ({ n, attemptId, at, outcome: outcomes.get(attemptId) ?? null }));
}

export async function endOf(tx: Tx, { organizationId, id }: ApprovalRow): Promise<ApprovalEnd | null> {
  const row = await tx.approvalEnd.findFirst({ where: { organizationId, requestId: id } });
  if (!row) return null;
  const { kind, at, reason, byName, successor } = row;
  return { kind: kind as ApprovalEnd["kind"], at, reason, byName, successor };
}
