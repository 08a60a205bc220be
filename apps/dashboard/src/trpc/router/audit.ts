import { ListAuditEventsInput, listAuditEvents } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

const { limit, before } = ListAuditEventsInput.shape;
/** `cursor` is what an infinite query calls its place in the list. */
const Page = ListAuditEventsInput.omit({ limit: true, before: true }).extend({ limit, cursor: before });

export const auditRouter = router({
  list: tenantProcedure.input(Page).query(({ ctx, input }) => listAuditEvents(ctx.tenant, { limit: input.limit, before: input.cursor })),
});
