import { CreateApiKeyInput, createApiKey, listApiKeys, RevokeApiKeyInput, revokeApiKey } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const apiKeyRouter = router({
  list: tenantProcedure.query(({ ctx }) => listApiKeys(ctx.tenant)),
  create: tenantProcedure.input(CreateApiKeyInput).mutation(({ ctx, input }) => createApiKey(ctx.tenant, input)),
  revoke: tenantProcedure.input(RevokeApiKeyInput).mutation(({ ctx, input }) => revokeApiKey(ctx.tenant, input)),
});
