import {
  DecisionTrendsInput,
  DeleteViewInput,
  decisionTrends,
  deleteView,
  GetDecisionInput,
  getDecision,
  getOverview,
  ListDecisionsInput,
  listDecisions,
  listSavedViews,
  SaveViewInput,
  saveView,
  searchDecisions,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const decisionRouter = router({
  list: tenantProcedure.input(ListDecisionsInput).query(({ ctx, input }) => listDecisions(ctx.tenant, input)),
  search: tenantProcedure.input(ListDecisionsInput).query(({ ctx, input }) => searchDecisions(ctx.tenant, input)),
  get: tenantProcedure.input(GetDecisionInput).query(({ ctx, input }) => getDecision(ctx.tenant, input)),
  trends: tenantProcedure.input(DecisionTrendsInput).query(({ ctx, input }) => decisionTrends(ctx.tenant, input)),
  overview: tenantProcedure.query(({ ctx }) => getOverview(ctx.tenant)),
  views: tenantProcedure.query(({ ctx }) => listSavedViews(ctx.tenant)),
  saveView: tenantProcedure.input(SaveViewInput).mutation(({ ctx, input }) => saveView(ctx.tenant, input)),
  deleteView: tenantProcedure.input(DeleteViewInput).mutation(({ ctx, input }) => deleteView(ctx.tenant, input)),
});
