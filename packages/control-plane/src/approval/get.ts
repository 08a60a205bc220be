import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import type { ApprovalDetail } from "./approval.ts";
import { endOf, runsOf, votesOf } from "./happened.ts";
import { policyIsCurrent } from "./policy-is-current.ts";
import { readApprovals } from "./read-approvals.ts";
import { shownCall } from "./shown-call.ts";
import { similarCalls } from "./similar.ts";

export const GetApprovalInput = z.strictObject({ id: Id });
export type GetApprovalInput = z.input<typeof GetApprovalInput>;

/** One held call with everything that its page shows: the exact call, votes, runs, end and history. */
export async function getApproval(ctx: Context, input: GetApprovalInput): Promise<ApprovalDetail> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GetApprovalInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readApproval(tx, ctx, id));
}

/** @throws ControlPlaneError not_found for another organization's and for none alike */
export async function readApproval(tx: Tx, ctx: Context, id: string): Promise<ApprovalDetail> {
  const [found] = await readApprovals(tx, ctx, [id]);
  if (!found) throw notFound("approval");
  const { row, shown } = found;
  const call = await shownCall(tx, ctx, row);
  return {
    ...shown,
    // Nobody decides about a call that cannot be shown.
    ...(!call.digestMatches &&
      call.isKept && { mayVote: { ...shown.mayVote, approve: false, refuse: false, edit: false, reason: unreadable, caution: "" } }),
    call,
    votes: await votesOf(tx, row),
    runs: await runsOf(tx, row),
    end: await endOf(tx, row),
    policyIsCurrent: await policyIsCurrent(tx, row),
    similar: await similarCalls(tx, row),
  };
}

const unreadable = "What is stored of this call is not what was asked for, so it cannot be decided. Tell whoever runs this installation.";
