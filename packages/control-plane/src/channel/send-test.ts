import { SealError } from "@portcullis/upstream";
import { z } from "zod";
import { countMail } from "../account/throttle.ts";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type ChannelKind, openTarget, rowOf } from "./channel.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { openSecrets } from "./sealed.ts";

export const TestChannelInput = z.strictObject({ id: Id });
export type TestChannelInput = z.input<typeof TestChannelInput>;

/**
 * Sends a message that says it is a test, and tells what came of it. Nothing of what the other side answered is shown but its status: a
 * channel is no way to read other people's pages.
 */
export async function testChannel(ctx: Context, input: TestChannelInput): Promise<Delivery> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(TestChannelInput, input);
  const { organizationId } = ctx.caller;
  const channel = await inOrganization(ctx, organizationId, async (tx) => {
    const row = await tx.notificationChannel.findFirst({
      where: { organizationId, id },
      select: { kind: true, name: true, sealedTarget: true, sealedSecret: true, sealedPreviousSecret: true, previousUntil: true },
    });
    if (!row) throw notFound("notification channel");
    const { name: organizationName } = await tx.organization.findFirstOrThrow({ where: { id: organizationId }, select: { name: true } });
    return { ...row, organizationName };
  });
  const { kind, name, organizationName } = channel;
  const { target, secrets } = openedOf(ctx, id, channel);
  if (kind === "email" && ctx.mailer !== null) await countMail(ctx, { userId: ctx.caller.userId, to: target });
  const organization = { slug: ctx.caller.organizationSlug, name: organizationName };
  const message = { kind: "test", id: ctx.newId(), at: ctx.clock(), organization, dashboardUrl: ctx.dashboardUrl } as const;
  const { dialer, mailer } = ctx;
  const parcel = { kind: kind as ChannelKind, target, secrets, message };
  const { ok, sentence, durationMs } = await deliver({ dialer, mailer, at: ctx.clock() }, parcel);
  await inOrganization(ctx, organizationId, (tx) =>
    recordAudit(tx, ctx, { action: "channel.test", target: { kind: "channel", id, name }, after: { delivered: ok } }),
  );
  return { ok, sentence, durationMs };
}

type Row = { sealedTarget: string; sealedSecret: string | null; sealedPreviousSecret: string | null; previousUntil: Date | null };

function openedOf(ctx: Context, id: string, { sealedTarget, sealedSecret, sealedPreviousSecret, previousUntil }: Row) {
  const isPreviousValid = previousUntil !== null && previousUntil > ctx.clock();
  try {
    const sealed = { secret: sealedSecret, previous: sealedPreviousSecret, isPreviousValid };
    return { target: openTarget(ctx, id, sealedTarget), secrets: openSecrets(ctx.keyring, rowOf(ctx, id), sealed) };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    throw new ControlPlaneError("conflict", "The stored target of this channel cannot be opened any more. Enter it again.", {
      cause: error,
    });
  }
}
