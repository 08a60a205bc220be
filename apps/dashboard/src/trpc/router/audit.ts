import { ListAuditEventsInput, listAuditEvents } from "@portcullis/control-plane";
import { z } from "zod";
import { router, tenantProcedure } from "../procedures.ts";

const { before } = ListAuditEventsInput.shape;
/** An infinite query's own words: the cursor is where the page before ended. */
const Page = ListAuditEventsInput.omit({ before: true }).extend({ cursor: before, direction: z.literal("forward").optional() });

export const auditRouter = router({
  list: tenantProcedure
    .input(Page)
    .query(({ ctx, input: { cursor, direction: _, ...filters } }) => listAuditEvents(ctx.tenant, { ...filters, before: cursor })),
});
