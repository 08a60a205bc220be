import { z } from "zod";
import { requireFreshLogin } from "../account/fresh-login.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { openSecret, sealSecret } from "./sealed.ts";
import { newSigningSecret } from "./signature.ts";
import { lockedStream } from "./stream.ts";

export const RotateStreamSecretInput = z.strictObject({ id: Id });
export type RotateStreamSecretInput = z.input<typeof RotateStreamSecretInput>;

/** How long a replaced secret signs beside the new one. */
export const secretOverlapMs = 24 * 3_600_000;

/**
 * A new signing secret for a webhook, shown this once. For 24 hours deliveries carry a signature of the old one too, so that the receiver
 * can be changed meanwhile.
 * @throws ControlPlaneError not_found, conflict, fresh_login
 */
export async function rotateStreamSecret(ctx: Context, input: RotateStreamSecretInput): Promise<{ secret: string; previousUntil: Date }> {
  requireCapability(ctx.caller, "administer");
  requireFreshLogin(ctx);
  const { id } = readInput(RotateStreamSecretInput, input);
  const { organizationId } = ctx.caller;
  const row = { organizationId, id };
  const secret = newSigningSecret(ctx.random);
  const previousUntil = new Date(ctx.clock().getTime() + secretOverlapMs);
  await inOrganization(ctx, organizationId, async (tx) => {
    const { name } = await lockedStream(tx, ctx.caller, id);
    const { sealedSecret } = await tx.stream.findFirstOrThrow({ where: row, select: { sealedSecret: true } });
    if (sealedSecret === null) throw new ControlPlaneError("conflict", "This stream signs nothing, so that it has no secret to rotate.");
    const previous = openSecret(ctx.keyring, row, "sealed_secret", sealedSecret);
    const sealedPreviousSecret = sealSecret(ctx.keyring, row, "sealed_previous_secret", previous);
    await tx.stream.update({
      where: { organizationId_id: row },
      data: {
        sealedSecret: sealSecret(ctx.keyring, row, "sealed_secret", secret),
        sealedPreviousSecret,
        previousUntil,
        updatedAt: ctx.clock(),
      },
    });
    const target = { kind: "stream", id, name };
    await recordAudit(tx, ctx, { action: "stream.rotate_secret", target, after: { previousUntil: previousUntil.toISOString() } });
  });
  return { secret, previousUntil };
}
