import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { lockedChannel } from "../channel/channel.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const SendNoticeAgainInput = z.strictObject({ id: Id });
export type SendNoticeAgainInput = z.input<typeof SendNoticeAgainInput>;

/** Puts a message that failed back into the outbox; it goes out within seconds. @throws ControlPlaneError not_found, conflict */
export async function sendNoticeAgain(ctx: Context, input: SendNoticeAgainInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(SendNoticeAgainInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const notice = await tx.notice.findFirst({
      where: { organizationId, id },
      select: { state: true, channelId: true, kind: true, requestId: true },
    });
    if (!notice) throw notFound("notice");
    const { name, enabled } = await lockedChannel(tx, ctx.caller, notice.channelId);
    if (!enabled) throw new ControlPlaneError("conflict", "The channel is off. Turn it on first.");
    if (notice.state !== "failed") throw new ControlPlaneError("conflict", "Only a message that failed can be sent again.");
    if (notice.requestId !== null) {
      const request = await tx.approval.findFirst({ where: { organizationId, id: notice.requestId }, select: { state: true } });
      if (request?.state !== "pending")
        throw new ControlPlaneError("conflict", "The request has ended: there is nothing to decide any more.");
    }
    const data = { state: "waiting", attempts: 0, result: null };
    await tx.notice.update({ where: { organizationId_id: { organizationId, id } }, data: { ...data, dueAt: new Date(0) } });
    await tx.notice.updateMany({ where: { organizationId, summaryId: id, state: "failed" }, data });
    await tx.notificationChannel.update({
      where: { organizationId_id: { organizationId, id: notice.channelId } },
      data: { failures: 0, failedAt: null, nextAttemptAt: new Date(0) },
    });
    const target = { kind: "channel", id: notice.channelId, name };
    await recordAudit(tx, ctx, { action: "channel.send_again", target, after: { notice: id, kind: notice.kind } });
  });
}
