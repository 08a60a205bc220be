import {
  CreateChannelInput,
  createChannel,
  DeleteChannelInput,
  deleteChannel,
  listChannels,
  RotateChannelSecretInput,
  rotateChannelSecret,
  TestChannelInput,
  testChannel,
  UpdateChannelInput,
  updateChannel,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const channelRouter = router({
  list: tenantProcedure.query(({ ctx }) => listChannels(ctx.tenant)),
  create: tenantProcedure.input(CreateChannelInput).mutation(({ ctx, input }) => createChannel(ctx.tenant, input)),
  update: tenantProcedure.input(UpdateChannelInput).mutation(({ ctx, input }) => updateChannel(ctx.tenant, input)),
  rotateSecret: tenantProcedure.input(RotateChannelSecretInput).mutation(({ ctx, input }) => rotateChannelSecret(ctx.tenant, input)),
  delete: tenantProcedure.input(DeleteChannelInput).mutation(({ ctx, input }) => deleteChannel(ctx.tenant, input)),
  test: tenantProcedure.input(TestChannelInput).mutation(({ ctx, input }) => testChannel(ctx.tenant, input)),
});
