import type { Tx } from "@portcullis/db";
import type { Caller, Context } from "../caller.ts";
import type { Role } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import type { Approval } from "./approval.ts";
import { type ExactCall, exactCall } from "./exact-call.ts";
import { barredReason } from "./may-vote.ts";
import { type ApprovalRow, readApprovals } from "./read-approvals.ts";

/** A held call before somebody who has a say in it, with the role that they have now. */
export type Decidable = { row: ApprovalRow; shown: Approval; call: ExactCall; caller: Caller };

/**
 * The call that a person was shown and decides about.
 * @throws ControlPlaneError not_found for another organization's and for none alike; forbidden for who has no say; conflict when it is not the call
 * that was shown, or cannot be shown at all
 */
export async function decidable(tx: Tx, ctx: Context, id: string, callDigest: string): Promise<Decidable> {
  const { organizationId, userId } = ctx.caller;
  const member = await tx.membership.findFirst({ where: { organizationId, userId }, select: { role: true } });
  if (!member) throw notFound("approval");
  // The session may be a moment older than a change of role.
  const caller = { ...ctx.caller, role: member.role as Role };
  const [found] = await readApprovals(tx, { ...ctx, caller }, [id]);
  if (!found) throw notFound("approval");
  const { row, shown } = found;
  const barred = barredReason(caller, shown);
  if (barred !== "") throw new ControlPlaneError("forbidden", barred, { operator: `approval ${id}: ${caller.role} has no say` });
  const call = exactCall(ctx.keyring, row);
  if (call === null)
    throw new ControlPlaneError("conflict", "What is stored of this call is not what was asked for, so nobody can decide about it.", {
      operator: `approval ${id}: the sealed call does not have the request's digest`,
    });
  if (callDigest !== Buffer.from(row.callDigest).toString("hex"))
    throw new ControlPlaneError("conflict", "This is not the call that you were shown. Reload the page and look at it again.");
  return { row, shown, call, caller };
}
