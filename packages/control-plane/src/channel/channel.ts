import type { Tx } from "@portcullis/db";
import { deriveKey } from "@portcullis/db/keys";
import { open, seal } from "@portcullis/upstream/dialer";
import { z } from "zod";
import type { Caller, Context } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Email } from "../fields.ts";

export const channelKinds = ["email", "webhook", "slack", "teams"] as const;
export type ChannelKind = (typeof channelKinds)[number];

/** A place where an organization is told of what waits for it. The target itself never comes out again. */
export type Channel = {
  id: string;
  kind: ChannelKind;
  name: string;
  /** An address, or the host of a URL. */
  targetHint: string;
  enabled: boolean;
  createdAt: Date;
  updatedAt: Date;
};

export const channelSelect = {
  id: true,
  kind: true,
  name: true,
  targetHint: true,
  enabled: true,
  createdAt: true,
  updatedAt: true,
} as const;
type ChannelRow = Omit<Channel, "kind"> & { kind: string };
export const channelOf = (row: ChannelRow): Channel => ({ ...row, kind: row.kind as ChannelKind });

/** A channel of the caller's organization, locked until the transaction ends. @throws ControlPlaneError not_found */
export async function lockedChannel(tx: Tx, { organizationId }: Caller, id: string): Promise<Channel> {
  await tx.$executeRaw`SELECT 1 FROM portcullis.notification_channel WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await tx.notificationChannel.findFirst({ where: { organizationId, id }, select: channelSelect });
  if (!row) throw notFound("notification channel");
  return channelOf(row);
}

export const Target = z.string().trim().min(1, "Enter where it goes.").max(2_048, "This is too long.");

/** What is stored for a target, once it has been judged. @throws ControlPlaneError invalid, with a pointer to /target */
export function targetColumns(ctx: Context, id: string, kind: ChannelKind, target: string) {
  const targetHint = hintOf(ctx, kind, target);
  // An address is its own hint, in the one spelling that was judged.
  const judged = kind === "email" ? targetHint : target;
  return { sealedTarget: seal(deriveKey(ctx.keyring, purpose), judged, place(ctx, id)), targetHint };
}

/** The target in the clear. @throws SealError */
export function openTarget(ctx: Context, id: string, sealed: string): string {
  const keyOf = (version: number) => (ctx.keyring.keys.has(version) ? deriveKey(ctx.keyring, purpose, version).key : undefined);
  return Buffer.from(open(keyOf, sealed, place(ctx, id))).toString("utf8");
}

function hintOf(ctx: Context, kind: ChannelKind, target: string): string {
  if (kind === "email") {
    const address = Email.safeParse(target);
    if (!address.success) throw atTarget("This is not an e-mail address.");
    return address.data;
  }
  // The address behind the name is judged again at each sending, by the dialer.
  const verdict = ctx.dialer.judgeUrl(target, ctx.caller.organizationSlug);
  if (!verdict.ok) throw atTarget(verdict.sentence);
  if (kind === "slack" && verdict.url.hostname !== "hooks.slack.com" && !isWorkflow(verdict.url))
    throw atTarget("A Slack webhook begins with https://hooks.slack.com/.");
  return verdict.url.host;
}

/** Slack-compatible receivers (Mattermost, Rocket.Chat) take the same message at a path of their own. */
const isWorkflow = (url: URL) => url.pathname.startsWith("/hooks/");

const atTarget = (message: string) => new ControlPlaneError("invalid", message, { issues: [{ pointer: "/target", message }] });
const purpose = "notification-target";
const place = ({ caller: { organizationId } }: Context, rowId: string) => ({
  organizationId,
  table: "notification_channel",
  column: "sealed_target",
  rowId,
});
