import {
  AcceptToolsInput,
  acceptTools,
  countWaitingTools,
  ListToolsReviewInput,
  listToolsReview,
  RefuseToolsInput,
  refuseTools,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const pinsRouter = router({
  review: tenantProcedure.input(ListToolsReviewInput).query(({ ctx, input }) => listToolsReview(ctx.tenant, input)),
  count: tenantProcedure.query(({ ctx }) => countWaitingTools(ctx.tenant)),
  accept: tenantProcedure.input(AcceptToolsInput).mutation(({ ctx, input }) => acceptTools(ctx.tenant, input)),
  refuse: tenantProcedure.input(RefuseToolsInput).mutation(({ ctx, input }) => refuseTools(ctx.tenant, input)),
});
