import { GrantActivityInput, grantActivity } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const connectRouter = router({
  activity: tenantProcedure.input(GrantActivityInput).query(({ ctx, input }) => grantActivity(ctx.tenant, input)),
});
