import type { Tx } from "@portcullis/db";
import type { ApprovalRow } from "./read-approvals.ts";

/** Is the policy that asked for approval still the grant's, in the version that is live? null: the call runs no more. */
export async function policyIsCurrent(tx: Tx, row: ApprovalRow): Promise<boolean | null> {
  if (row.state !== "pending" && row.state !== "approved") return null;
  const { organizationId, grantId, serverId, policyId, policyVersion } = row;
  const access = await tx.grantServer.findFirst({
    where: { organizationId, grantId, serverId },
    select: { policy: { select: { id: true, liveVersion: true } } },
  });
  return access?.policy?.id === policyId && access?.policy?.liveVersion === policyVersion;
}
