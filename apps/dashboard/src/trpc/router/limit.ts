import { ListLimitsInput, listLimits, ResetLimitInput, resetLimit } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const limitRouter = router({
  list: tenantProcedure.input(ListLimitsInput).query(({ ctx, input }) => listLimits(ctx.tenant, input)),
  reset: tenantProcedure.input(ResetLimitInput).mutation(({ ctx, input }) => resetLimit(ctx.tenant, input)),
});
