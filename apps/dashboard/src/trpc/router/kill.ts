import {
  ListKillHistoryInput,
  listKillHistory,
  listKillSwitches,
  ReleaseKillSwitchInput,
  releaseKillSwitch,
  SetKillSwitchInput,
  setKillSwitch,
} from "@portcullis/control-plane";
import { z } from "zod";
import { router, tenantProcedure } from "../procedures.ts";

const { before } = ListKillHistoryInput.shape;
/** An infinite query's own words: the cursor is where the page before ended. */
const Page = ListKillHistoryInput.omit({ before: true }).extend({ cursor: before, direction: z.literal("forward").optional() });

export const killRouter = router({
  list: tenantProcedure.query(({ ctx }) => listKillSwitches(ctx.tenant)),
  history: tenantProcedure
    .input(Page)
    .query(({ ctx, input: { cursor, direction: _, ...rest } }) => listKillHistory(ctx.tenant, { ...rest, before: cursor })),
  set: tenantProcedure.input(SetKillSwitchInput).mutation(({ ctx, input }) => setKillSwitch(ctx.tenant, input)),
  release: tenantProcedure.input(ReleaseKillSwitchInput).mutation(({ ctx, input }) => releaseKillSwitch(ctx.tenant, input)),
});
