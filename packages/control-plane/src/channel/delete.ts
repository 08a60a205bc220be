import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { lockedChannel } from "./channel.ts";

export const DeleteChannelInput = z.strictObject({ id: Id });
export type DeleteChannelInput = z.input<typeof DeleteChannelInput>;

/** Deletes a notification channel with its sealed target, what waits for it, and its log. */
export async function deleteChannel(ctx: Context, input: DeleteChannelInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(DeleteChannelInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { kind, name, targetHint } = await lockedChannel(tx, ctx.caller, id);
    await tx.notice.deleteMany({ where: { organizationId, channelId: id } });
    await tx.notificationChannel.delete({ where: { organizationId_id: { organizationId, id } } });
    const target = { kind: "channel", id, name };
    await recordAudit(tx, ctx, { action: "channel.delete", target, before: { kind, name, target: targetHint } });
  });
}
