import {
  CreateOrganizationInput,
  createOrganization,
  DeleteOrganizationInput,
  deleteOrganization,
  getOrganization,
  getRecordSettings,
  getSetupProgress,
  leaveOrganization,
  RenameOrganizationInput,
  renameOrganization,
  SetRecordSettingsInput,
  setRecordSettings,
} from "@portcullis/control-plane";
import { router, sessionProcedure, tenantProcedure } from "../procedures.ts";

export const organizationRouter = router({
  create: sessionProcedure
    .input(CreateOrganizationInput.pick({ name: true }))
    .mutation(({ ctx, input }) => createOrganization(ctx.controlPlane, { ...input, userId: ctx.session.user.id, source: ctx.source })),
  get: tenantProcedure.query(({ ctx }) => getOrganization(ctx.tenant)),
  progress: tenantProcedure.query(({ ctx }) => getSetupProgress(ctx.tenant)),
  rename: tenantProcedure.input(RenameOrganizationInput).mutation(({ ctx, input }) => renameOrganization(ctx.tenant, input)),
  record: tenantProcedure.query(({ ctx }) => getRecordSettings(ctx.tenant)),
  setRecord: tenantProcedure.input(SetRecordSettingsInput).mutation(({ ctx, input }) => setRecordSettings(ctx.tenant, input)),
  leave: tenantProcedure.mutation(({ ctx }) => leaveOrganization(ctx.tenant)),
  delete: tenantProcedure.input(DeleteOrganizationInput).mutation(({ ctx, input }) => deleteOrganization(ctx.tenant, input)),
});
