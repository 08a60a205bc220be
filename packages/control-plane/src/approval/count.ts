import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { barredReason } from "./may-vote.ts";

/** Pending ones, and those among them that wait for the caller: the badge. */
export async function countApprovals(ctx: Context): Promise<{ pending: number; mine: number }> {
  requireCapability(ctx.caller, "read");
  const rows = await inOrganization(ctx, ctx.caller.organizationId, (tx) => pendingApprovals(tx, ctx.caller));
  return { pending: rows.length, mine: rows.filter(({ isMine }) => isMine).length };
}

export type Pending = { id: string; expiresAt: Date; isMine: boolean };

/** Every held call that can still be decided, the one that ends first before the others; `isMine`: the caller may, and has not said a word yet. There are some hundreds at the most. */
export async function pendingApprovals(tx: Tx, caller: Context["caller"]): Promise<Pending[]> {
  const rows = await tx.$queryRaw<{ id: string; expiresAt: Date; approvers: string[]; ownerId: string | null; hasVoted: boolean }[]>`
    SELECT a.id, a.expires_at AS "expiresAt", a.approvers, a.owner_id AS "ownerId", EXISTS (SELECT 1 FROM portcullis.approval_vote v
      WHERE v.organization_id = a.organization_id AND v.request_id = a.id AND v.user_id = ${caller.userId}::uuid) AS "hasVoted"
    FROM portcullis.approval a
    WHERE a.organization_id = ${caller.organizationId}::uuid AND a.expires_at > (SELECT portcullis.now()) AND a.state = 'pending' ORDER BY a.expires_at, a.id`;
  return rows.map(({ id, expiresAt, hasVoted, ...held }) => ({ id, expiresAt, isMine: !hasVoted && barredReason(caller, held) === "" }));
}
