import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { actorOf } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { deleteSwitch, readSwitch } from "./store.ts";
import { capabilityFor } from "./target.ts";

export const ReleaseKillSwitchInput = z.strictObject({ id: Id });
export type ReleaseKillSwitchInput = z.input<typeof ReleaseKillSwitchInput>;

/** Lets calls through again, as policies decide. @throws ControlPlaneError fresh_login; not_found when it was released already */
export async function releaseKillSwitch(ctx: Context, input: ReleaseKillSwitchInput): Promise<void> {
  requireCapability(ctx.caller, "manageGrants");
  requireFreshLogin(ctx);
  const { id } = readInput(ReleaseKillSwitchInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const standing = await readSwitch(tx, organizationId, { id });
    requireCapability(ctx.caller, capabilityFor(standing.scope));
    await deleteSwitch(tx, ctx, standing, await actorOf(tx, ctx.caller));
  });
}
