import type { Tx } from "@portcullis/db";
import type { ApprovalState } from "../gateway/approval-states.ts";
import type { SimilarCalls } from "./approval.ts";
import type { ApprovalRow } from "./read-approvals.ts";

/** What became of other calls of the same grant and tool, of the last 30 days: the newest 200 are looked at. */
export async function similarCalls(tx: Tx, { organizationId, id, grantId, serverId, method, tool }: ApprovalRow): Promise<SimilarCalls> {
  const rows = await tx.$queryRaw<{ id: string; at: Date; state: ApprovalState }[]>`
    SELECT id, at, state FROM portcullis.approval WHERE organization_id = ${organizationId}::uuid AND id IN (
      SELECT id FROM portcullis.approval_request
      WHERE organization_id = ${organizationId}::uuid AND grant_id = ${grantId}::uuid AND server_id = ${serverId}::uuid AND method = ${method}
        AND tool IS NOT DISTINCT FROM ${tool} AND id <> ${id}::uuid AND at > (SELECT portcullis.now()) - interval '30 days'
      ORDER BY id DESC LIMIT 200)
    ORDER BY id DESC`;
  const count = (...states: ApprovalState[]) => rows.filter(({ state }) => states.includes(state)).length;
  return { approved: count("approved", "used", "lapsed"), refused: count("refused"), expired: count("expired"), last: rows.slice(0, 5) };
}
