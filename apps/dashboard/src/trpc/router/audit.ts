import { ListAuditEventsInput, listAuditEvents } from "@portcullis/control-plane";
import { z } from "zod";
import { router, tenantProcedure } from "../procedures.ts";

const { limit, before } = ListAuditEventsInput.shape;
/** An infinite query's own words: the cursor is where the page before ended. */
const Page = z.strictObject({ limit, cursor: before, direction: z.literal("forward").optional() });

export const auditRouter = router({
  list: tenantProcedure.input(Page).query(({ ctx, input }) => listAuditEvents(ctx.tenant, { limit: input.limit, before: input.cursor })),
});
