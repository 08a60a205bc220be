import { EraseValuesInput, eraseValues, FindValueInput, findValue, ReadValuesInput, readValues } from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const recordRouter = router({
  // No query: a query's input stands in the address, and addresses are logged.
  find: tenantProcedure.input(FindValueInput).mutation(({ ctx, input }) => findValue(ctx.tenant, input)),
  read: tenantProcedure.input(ReadValuesInput).mutation(({ ctx, input }) => readValues(ctx.tenant, input)),
  erase: tenantProcedure.input(EraseValuesInput).mutation(({ ctx, input }) => eraseValues(ctx.tenant, input)),
});
