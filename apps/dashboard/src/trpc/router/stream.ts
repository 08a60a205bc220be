import {
  CreateStreamInput,
  createStream,
  DeleteStreamInput,
  deleteStream,
  listStreams,
  RotateStreamSecretInput,
  rotateStreamSecret,
  TestStreamInput,
  testStream,
  UpdateStreamInput,
  updateStream,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const streamRouter = router({
  list: tenantProcedure.query(({ ctx }) => listStreams(ctx.tenant)),
  create: tenantProcedure.input(CreateStreamInput).mutation(({ ctx, input }) => createStream(ctx.tenant, input)),
  update: tenantProcedure.input(UpdateStreamInput).mutation(({ ctx, input }) => updateStream(ctx.tenant, input)),
  rotateSecret: tenantProcedure.input(RotateStreamSecretInput).mutation(({ ctx, input }) => rotateStreamSecret(ctx.tenant, input)),
  delete: tenantProcedure.input(DeleteStreamInput).mutation(({ ctx, input }) => deleteStream(ctx.tenant, input)),
  test: tenantProcedure.input(TestStreamInput).mutation(({ ctx, input }) => testStream(ctx.tenant, input)),
});
