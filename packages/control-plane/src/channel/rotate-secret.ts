import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { secretOverlapMs } from "../stream/rotate-secret.ts";
import { newSigningSecret } from "../stream/signature.ts";
import { inOrganization } from "../transaction.ts";
import { lockedChannel, rowOf } from "./channel.ts";
import { openColumn, sealColumn } from "./sealed.ts";

export const RotateChannelSecretInput = z.strictObject({ id: Id });
export type RotateChannelSecretInput = z.input<typeof RotateChannelSecretInput>;

/**
 * A new signing secret for a webhook, shown this once. For 24 hours deliveries carry a signature of the old one too. A webhook that was added
 * before there were secrets gets its first one.
 * @throws ControlPlaneError not_found, conflict, fresh_login
 */
export async function rotateChannelSecret(
  ctx: Context,
  input: RotateChannelSecretInput,
): Promise<{ secret: string; previousUntil: Date | null }> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { id } = readInput(RotateChannelSecretInput, input);
  const { organizationId } = ctx.caller;
  const row = rowOf(ctx, id);
  const secret = newSigningSecret(ctx.random);
  return inOrganization(ctx, organizationId, async (tx) => {
    const { kind, name } = await lockedChannel(tx, ctx.caller, id);
    if (kind !== "webhook") throw new ControlPlaneError("conflict", "Only webhooks are signed: this channel has no secret to rotate.");
    const { sealedSecret } = await tx.notificationChannel.findFirstOrThrow({ where: row, select: { sealedSecret: true } });
    const previous = sealedSecret === null ? null : openColumn(ctx.keyring, row, "sealed_secret", sealedSecret);
    const previousUntil = previous === null ? null : new Date(ctx.clock().getTime() + secretOverlapMs);
    await tx.notificationChannel.update({
      where: { organizationId_id: row },
      data: {
        sealedSecret: sealColumn(ctx.keyring, row, "sealed_secret", secret),
        sealedPreviousSecret: previous === null ? null : sealColumn(ctx.keyring, row, "sealed_previous_secret", previous),
        previousUntil,
        updatedAt: ctx.clock(),
      },
    });
    const after = { previousUntil: previousUntil?.toISOString() ?? null };
    await recordAudit(tx, ctx, { action: "channel.rotate_secret", target: { kind: "channel", id, name }, after });
    return { secret, previousUntil };
  });
}
