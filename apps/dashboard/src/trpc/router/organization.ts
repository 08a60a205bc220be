import { CreateOrganizationInput, createOrganization, getSetupProgress } from "@portcullis/control-plane";
import { router, sessionProcedure, tenantProcedure } from "../procedures.ts";

export const organizationRouter = router({
  create: sessionProcedure
    .input(CreateOrganizationInput.pick({ name: true }))
    .mutation(({ ctx, input }) => createOrganization(ctx.controlPlane, { ...input, userId: ctx.session.user.id, source: ctx.source })),
  progress: tenantProcedure.query(({ ctx }) => getSetupProgress(ctx.tenant)),
});
