import {
  CreatePolicyInput,
  createPolicy,
  DeletePolicyInput,
  DiscardPolicyDraftInput,
  deletePolicy,
  discardPolicyDraft,
  GetPolicyInput,
  getPolicy,
  ListPoliciesInput,
  ListPolicyVersionsInput,
  listPolicies,
  listPolicyVersions,
  PublishPolicyInput,
  publishPolicy,
  SavePolicyDraftInput,
  savePolicyDraft,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const policyRouter = router({
  list: tenantProcedure.input(ListPoliciesInput).query(({ ctx, input }) => listPolicies(ctx.tenant, input)),
  get: tenantProcedure.input(GetPolicyInput).query(({ ctx, input }) => getPolicy(ctx.tenant, input)),
  versions: tenantProcedure.input(ListPolicyVersionsInput).query(({ ctx, input }) => listPolicyVersions(ctx.tenant, input)),
  observing: tenantProcedure.query(async ({ ctx }) =>
    (await listPolicies(ctx.tenant)).filter(({ observingSince }) => observingSince !== null).map(({ id }) => id),
  ),
  create: tenantProcedure.input(CreatePolicyInput).mutation(({ ctx, input }) => createPolicy(ctx.tenant, input)),
  saveDraft: tenantProcedure.input(SavePolicyDraftInput).mutation(({ ctx, input }) => savePolicyDraft(ctx.tenant, input)),
  discardDraft: tenantProcedure.input(DiscardPolicyDraftInput).mutation(({ ctx, input }) => discardPolicyDraft(ctx.tenant, input)),
  publish: tenantProcedure.input(PublishPolicyInput).mutation(({ ctx, input }) => publishPolicy(ctx.tenant, input)),
  delete: tenantProcedure.input(DeletePolicyInput).mutation(({ ctx, input }) => deletePolicy(ctx.tenant, input)),
});
