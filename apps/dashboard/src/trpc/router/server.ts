import {
  DeleteServerInput,
  deleteServer,
  GetServerInput,
  getServer,
  listServers,
  RediscoverServerInput,
  RegisterServerInput,
  RenameServerInput,
  rediscoverServer,
  registerServer,
  renameServer,
  SetServerEnabledInput,
  SetServerHeadersInput,
  SetServerSettingsInput,
  setServerEnabled,
  setServerHeaders,
  setServerSettings,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const serverRouter = router({
  list: tenantProcedure.query(({ ctx }) => listServers(ctx.tenant)),
  get: tenantProcedure.input(GetServerInput).query(({ ctx, input }) => getServer(ctx.tenant, input)),
  register: tenantProcedure.input(RegisterServerInput).mutation(({ ctx, input }) => registerServer(ctx.tenant, input)),
  rename: tenantProcedure.input(RenameServerInput).mutation(({ ctx, input }) => renameServer(ctx.tenant, input)),
  setHeaders: tenantProcedure.input(SetServerHeadersInput).mutation(({ ctx, input }) => setServerHeaders(ctx.tenant, input)),
  setSettings: tenantProcedure.input(SetServerSettingsInput).mutation(({ ctx, input }) => setServerSettings(ctx.tenant, input)),
  setEnabled: tenantProcedure.input(SetServerEnabledInput).mutation(({ ctx, input }) => setServerEnabled(ctx.tenant, input)),
  rediscover: tenantProcedure.input(RediscoverServerInput).mutation(({ ctx, input }) => rediscoverServer(ctx.tenant, input)),
  delete: tenantProcedure.input(DeleteServerInput).mutation(({ ctx, input }) => deleteServer(ctx.tenant, input)),
});
