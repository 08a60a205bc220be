import {
  GetGrantInput,
  getGrant,
  IssueGrantInput,
  issueGrant,
  listGrants,
  PromoteShadowInput,
  promoteShadow,
  RevokeGrantInput,
  RotateGrantInput,
  revokeGrant,
  rotateGrant,
  SetGrantAccessInput,
  setGrantAccess,
  UpdateGrantInput,
  updateGrant,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const grantRouter = router({
  list: tenantProcedure.query(({ ctx }) => listGrants(ctx.tenant)),
  get: tenantProcedure.input(GetGrantInput).query(({ ctx, input }) => getGrant(ctx.tenant, input)),
  update: tenantProcedure.input(UpdateGrantInput).mutation(({ ctx, input }) => updateGrant(ctx.tenant, input)),
  issue: tenantProcedure.input(IssueGrantInput).mutation(({ ctx, input }) => issueGrant(ctx.tenant, input)),
  setAccess: tenantProcedure.input(SetGrantAccessInput).mutation(({ ctx, input }) => setGrantAccess(ctx.tenant, input)),
  promoteShadow: tenantProcedure.input(PromoteShadowInput).mutation(({ ctx, input }) => promoteShadow(ctx.tenant, input)),
  rotate: tenantProcedure.input(RotateGrantInput).mutation(({ ctx, input }) => rotateGrant(ctx.tenant, input)),
  revoke: tenantProcedure.input(RevokeGrantInput).mutation(({ ctx, input }) => revokeGrant(ctx.tenant, input)),
});
