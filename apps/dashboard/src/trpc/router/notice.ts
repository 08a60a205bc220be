import {
  getNoticeSettings,
  ListNoticesInput,
  listNotices,
  SendNoticeAgainInput,
  SetNoticeSettingsInput,
  sendNoticeAgain,
  setNoticeSettings,
} from "@portcullis/control-plane";
import { router, tenantProcedure } from "../procedures.ts";

export const noticeRouter = router({
  list: tenantProcedure.input(ListNoticesInput).query(({ ctx, input }) => listNotices(ctx.tenant, input)),
  sendAgain: tenantProcedure.input(SendNoticeAgainInput).mutation(({ ctx, input }) => sendNoticeAgain(ctx.tenant, input)),
  settings: tenantProcedure.query(({ ctx }) => getNoticeSettings(ctx.tenant)),
  setSettings: tenantProcedure.input(SetNoticeSettingsInput).mutation(({ ctx, input }) => setNoticeSettings(ctx.tenant, input)),
});
