import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Name } from "../fields.ts";
import { readInput } from "../input.ts";
import { newSigningSecret } from "../stream/signature.ts";
import { inOrganization } from "../transaction.ts";
import { type Channel, channelKinds, channelOf, channelSelect, rowOf, Target, targetColumns } from "./channel.ts";
import { sealColumn } from "./sealed.ts";

export const CreateChannelInput = z.strictObject({ kind: z.enum(channelKinds, "Choose a kind."), name: Name, target: Target });
export type CreateChannelInput = z.input<typeof CreateChannelInput>;

const channelsMax = 50;

/**
 * Adds a notification channel. Its target is sealed and shown to nobody again; the secret that signs a webhook's deliveries is made here and
 * shown this once.
 * @throws ControlPlaneError invalid, conflict
 */
export async function createChannel(ctx: Context, input: CreateChannelInput): Promise<Channel & { secret: string | null }> {
  requireCapability(ctx.caller, "administer");
  const { kind, name, target } = readInput(CreateChannelInput, input);
  if (kind === "email" && ctx.mailer === null)
    throw new ControlPlaneError("conflict", "This installation sends no mail. Ask its operator to set SMTP_URL, or choose another kind.");
  const { organizationId, userId: createdBy } = ctx.caller;
  const id = ctx.newId();
  const secret = kind === "webhook" ? newSigningSecret(ctx.random) : null;
  const sealedSecret = secret === null ? null : sealColumn(ctx.keyring, rowOf(ctx, id), "sealed_secret", secret);
  const columns = { ...targetColumns(ctx, id, kind, target), sealedSecret };
  return inOrganization(ctx, organizationId, async (tx) => {
    if ((await tx.notificationChannel.count({ where: { organizationId } })) >= channelsMax)
      throw new ControlPlaneError("conflict", `An organization has at most ${channelsMax} notification channels. Delete one first.`);
    await requireFreeName(tx, organizationId, name);
    const row = await tx.notificationChannel.create({
      data: { organizationId, id, kind, name, ...columns, createdBy },
      select: channelSelect,
    });
    const after = { kind, name, target: columns.targetHint };
    await recordAudit(tx, ctx, { action: "channel.create", target: { kind: "channel", id, name }, after });
    return { ...channelOf(row), secret };
  });
}

/** @throws ControlPlaneError conflict */
export async function requireFreeName(
  tx: Parameters<typeof recordAudit>[0],
  organizationId: string,
  name: string,
  except?: string,
): Promise<void> {
  const known = await tx.notificationChannel.findFirst({ where: { organizationId, name }, select: { id: true } });
  if (!known || known.id === except) return;
  const message = "There is a channel with this name already. Choose another name.";
  throw new ControlPlaneError("conflict", message, { issues: [{ pointer: "/name", message }] });
}
