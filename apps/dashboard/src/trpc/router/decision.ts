import { GetDecisionInput, getDecision, ListDecisionsInput, listDecisions } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const decisionRouter = router({
  list: tenantProcedure.input(ListDecisionsInput).query(({ ctx, input }) => listDecisions(ctx.tenant, input)),
  get: tenantProcedure.input(GetDecisionInput).query(({ ctx, input }) => getDecision(ctx.tenant, input)),
});
