import { ClearToolCategoryInput, clearToolCategory, SetToolCategoryInput, setToolCategory } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const catalogueRouter = router({
  setToolCategory: tenantProcedure.input(SetToolCategoryInput).mutation(({ ctx, input }) => setToolCategory(ctx.tenant, input)),
  clearToolCategory: tenantProcedure.input(ClearToolCategoryInput).mutation(({ ctx, input }) => clearToolCategory(ctx.tenant, input)),
});
