import { ExportEventsInput, listExports, previewExport } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const exportRouter = router({
  list: tenantProcedure.query(({ ctx }) => listExports(ctx.tenant)),
  preview: tenantProcedure.input(ExportEventsInput).query(({ ctx, input }) => previewExport(ctx.tenant, input)),
});
