import { getInventory, listShadows, PolicyImpactInput, policyImpact } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const inventoryRouter = router({
  get: tenantProcedure.query(({ ctx }) => getInventory(ctx.tenant)),
  shadows: tenantProcedure.query(({ ctx }) => listShadows(ctx.tenant)),
  // A document of 256 KiB has no room in an address, so this question is sent as a mutation is; it changes nothing.
  impact: tenantProcedure.input(PolicyImpactInput).mutation(({ ctx, input }) => policyImpact(ctx.tenant, input)),
});
