import { z } from "zod";
import { actorOf } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import type { KillSwitch } from "./kill-switch.ts";
import { storeSwitch } from "./store.ts";
import { capabilityFor, killTargets, Reason } from "./target.ts";

export const SetKillSwitchInput = z.discriminatedUnion("scope", [
  z.strictObject({ ...killTargets.organization, reason: Reason }),
  z.strictObject({ ...killTargets.server, reason: Reason }),
  z.strictObject({ ...killTargets.tool, reason: Reason }),
  z.strictObject({ ...killTargets.grant, reason: Reason }),
]);
export type SetKillSwitchInput = z.input<typeof SetKillSwitchInput>;

/**
 * Stops a grant, a tool, a server or the whole organization: every gateway refuses its calls within a second, with the reason `killed`. Asks for no
 * recent login: stopping must not wait.
 * @throws ControlPlaneError not_found; conflict when it is stopped already
 */
export async function setKillSwitch(ctx: Context, input: SetKillSwitchInput): Promise<KillSwitch> {
  requireCapability(ctx.caller, capabilityFor((input as { scope?: unknown } | null)?.scope));
  const { reason, ...target } = readInput(SetKillSwitchInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) =>
    storeSwitch(tx, ctx, target, { reason, by: await actorOf(tx, ctx.caller) }),
  );
}
