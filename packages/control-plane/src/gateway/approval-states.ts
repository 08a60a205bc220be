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

const text = "SELECT id, state FROM portcullis.approval WHERE organization_id = $1 AND id = ANY ($2)";
