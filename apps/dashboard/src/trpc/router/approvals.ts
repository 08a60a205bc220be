import {
  type ApprovalDetail,
  approvalSuggestions,
  countApprovals,
  EditApprovalInput,
  editApproval,
  GetApprovalInput,
  getApproval,
  ListApprovalsInput,
  listApprovals,
  VoteApprovalInput,
  voteApproval,
} from "@portcullis/control-plane";
import { z } from "zod";
import { shownCall } from "../../features/approvals/shown/shown-call.ts";
import { router, tenantProcedure } from "../procedures.ts";

/** An infinite query's own word beside those of the list. */
const Page = ListApprovalsInput.extend({ direction: z.literal("forward").optional() });

export const approvalsRouter = router({
  list: tenantProcedure.input(Page).query(({ ctx, input: { direction: _, ...input } }) => listApprovals(ctx.tenant, input)),
  get: tenantProcedure.input(GetApprovalInput).query(async ({ ctx, input }) => readable(await getApproval(ctx.tenant, input))),
  count: tenantProcedure.query(({ ctx }) => countApprovals(ctx.tenant)),
  suggestions: tenantProcedure.query(({ ctx }) => approvalSuggestions(ctx.tenant)),
  vote: tenantProcedure.input(VoteApprovalInput).mutation(async ({ ctx, input }) => readable(await voteApproval(ctx.tenant, input))),
  edit: tenantProcedure.input(EditApprovalInput).mutation(({ ctx, input }) => editApproval(ctx.tenant, input)),
});

/** The call as lines in which everything can be seen; `shown` null: it is not to be decided on. */
function readable({ call, ...approval }: ApprovalDetail) {
  const { params, meta, arguments: _, unknownFields, ...facts } = call;
  const host = approval.upstreamOrigin && URL.canParse(approval.upstreamOrigin) ? [new URL(approval.upstreamOrigin).hostname] : [];
  return { ...approval, call: { ...facts, shown: facts.digestMatches ? shownCall({ params, meta, unknownFields }, host) : null } };
}
