import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type KillSwitch, killSwitchOf, killSwitchSelect } from "./kill-switch.ts";

export type KillSwitches = {
  /** What the organization has stopped, the latest first. */
  switches: KillSwitch[];
  /** Set while the operator has stopped the whole installation. */
  installation: { reason: string | null; setAt: Date } | null;
};

/** Everything that is stopped at this moment for the organization. */
export async function listKillSwitches(ctx: Context): Promise<KillSwitches> {
  requireCapability(ctx.caller, "read");
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const rows = await tx.killSwitch.findMany({ where: { organizationId }, orderBy: { id: "desc" }, select: killSwitchSelect });
    const everything = await tx.installationSwitch.findUnique({ where: { id: 1 } });
    return {
      switches: rows.map(killSwitchOf),
      installation: everything?.killed ? { reason: everything.reason, setAt: everything.setAt } : null,
    };
  });
}
