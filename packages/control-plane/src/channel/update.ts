import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Channel, channelOf, channelSelect, lockedChannel, Target, targetColumns } from "./channel.ts";
import { requireFreeName } from "./create.ts";

export const UpdateChannelInput = z.strictObject({
  id: Id,
  name: Name,
  enabled: z.boolean(),
  /** Left out: it stays as it is. */ target: Target.optional(),
});
export type UpdateChannelInput = z.input<typeof UpdateChannelInput>;

/**
 * Changes a channel; its kind stays. What waits for one that is turned off is not sent; a new target is tried at once.
 * @throws ControlPlaneError not_found, invalid, conflict
 */
export async function updateChannel(ctx: Context, input: UpdateChannelInput): Promise<Channel> {
  requireCapability(ctx.caller, "administer");
  const { id, name, enabled, target } = readInput(UpdateChannelInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const before = await lockedChannel(tx, ctx.caller, id);
    await requireFreeName(tx, organizationId, name, id);
    const columns = target === undefined ? {} : targetColumns(ctx, id, before.kind, target);
    const isAnew = target !== undefined || (enabled && !before.enabled);
    if (!enabled)
      await tx.notice.updateMany({
        where: { organizationId, channelId: id, state: "waiting" },
        data: { state: "dropped", result: "The channel was turned off." },
      });
    const row = await tx.notificationChannel.update({
      where: { organizationId_id: { organizationId, id } },
      data: {
        name,
        enabled,
        ...columns,
        updatedAt: ctx.clock(),
        ...(isAnew ? { failures: 0, failedAt: null, nextAttemptAt: new Date(0) } : {}),
      },
      select: channelSelect,
    });
    await recordAudit(tx, ctx, {
      action: "channel.update",
      target: { kind: "channel", id, name },
      before: { name: before.name, enabled: before.enabled, target: before.targetHint },
      after: { name, enabled, target: row.targetHint, ...(target === undefined ? {} : { targetEnteredAgain: true }) },
    });
    return channelOf(row);
  });
}
