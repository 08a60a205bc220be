import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import { type Channel, channelOf, channelSelect } from "./channel.ts";

/** The organization's notification channels by name, and whether this installation sends mail. */
export async function listChannels(ctx: Context): Promise<{ channels: Channel[]; sendsMail: boolean }> {
  requireCapability(ctx.caller, "administer");
  const { organizationId } = ctx.caller;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.notificationChannel.findMany({ where: { organizationId }, orderBy: [{ name: "asc" }, { id: "asc" }], select: channelSelect }),
  );
  return { channels: rows.map(channelOf), sendsMail: ctx.mailer !== null };
}
