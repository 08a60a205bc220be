import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Caller, Context } from "../caller.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Email } from "../fields.ts";
import { openColumn, sealColumn } from "./sealed.ts";

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
  /** Whether deliveries are signed: webhooks are, from their first secret on. */
  isSigned: boolean;
  /** Until when a replaced secret signs too. */
  previousSecretUntil: Date | null;
  /** Sendings that failed since the last success. */
  failures: number;
  /** When the next one may be, while they fail. */
  nextAttemptAt: Date | null;
};

export const channelSelect = {
  id: true,
  kind: true,
  name: true,
  targetHint: true,
  enabled: true,
  createdAt: true,
  updatedAt: true,
  sealedSecret: true,
  previousUntil: true,
  failures: true,
  nextAttemptAt: true,
} as const;
type ChannelRow = Omit<Channel, "kind" | "isSigned" | "previousSecretUntil" | "nextAttemptAt"> & {
  kind: string;
  sealedSecret: string | null;
  previousUntil: Date | null;
  nextAttemptAt: Date;
};
export const channelOf = ({ sealedSecret, previousUntil, nextAttemptAt, ...row }: ChannelRow): Channel => ({
  ...row,
  kind: row.kind as ChannelKind,
  isSigned: sealedSecret !== null,
  previousSecretUntil: previousUntil,
  nextAttemptAt: row.failures > 0 ? nextAttemptAt : null,
});

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
  return { sealedTarget: sealColumn(ctx.keyring, rowOf(ctx, id), "sealed_target", judged), targetHint };
}

/** The target in the clear. @throws SealError */
export const openTarget = (ctx: Context, id: string, sealed: string): string =>
  openColumn(ctx.keyring, rowOf(ctx, id), "sealed_target", sealed);

export const rowOf = ({ caller: { organizationId } }: Context, id: string) => ({ organizationId, id });

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
