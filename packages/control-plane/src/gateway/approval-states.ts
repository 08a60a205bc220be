import { type Pool, withOrgClient } from "@portcullis/db/runtime";
import { within } from "./ask.ts";

/** What a request for approval has come to (portcullis.approval_standing). */
export type ApprovalState = "pending" | "approved" | "used" | "lapsed" | "refused" | "expired" | "withdrawn" | "edited" | "void";

/** Looks at several requests of one organization at once. @throws StoreUnavailable */
export async function approvalStates(
  pool: Pool,
  organizationId: string,
  ids: readonly string[],
  deadlineMs: number,
): Promise<ReadonlyMap<string, ApprovalState>> {
  const looked = withOrgClient(pool, organizationId, async (client) => {
    const { rows } = await client.query<{ id: string; state: ApprovalState }>({
      name: "approval_states",
      text,
      values: [organizationId, ids],
    });
    return new Map(rows.map(({ id, state }) => [id, state]));
  });
  return within(looked, deadlineMs);
}

/** @throws StoreUnavailable */
export async function withdrawApproval(pool: Pool, organizationId: string, requestId: string, deadlineMs: number): Promise<void> {
  const withdrawn = withOrgClient(pool, organizationId, (client) =>
    client.query({ name: "withdraw_approval", text: withdrawText, values: [organizationId, requestId] }),
  );
  await within(withdrawn, deadlineMs);
}

const withdrawText = `
  INSERT INTO portcullis.approval_end (organization_id, request_id, kind)
  SELECT organization_id, id, 'withdrawn' FROM portcullis.approval
  WHERE organization_id = $1 AND id = $2 AND state = 'pending'
  ON CONFLICT DO NOTHING`;
const text = "SELECT id, state FROM portcullis.approval WHERE organization_id = $1 AND id = ANY ($2)";
