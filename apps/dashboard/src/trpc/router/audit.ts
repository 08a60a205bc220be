import { ListAuditEventsInput, listAuditEvents } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const auditRouter = router({
  list: tenantProcedure.input(ListAuditEventsInput).query(({ ctx, input }) => listAuditEvents(ctx.tenant, input)),
});
