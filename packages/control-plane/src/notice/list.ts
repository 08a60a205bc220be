import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const ListNoticesInput = z.strictObject({ channelId: Id });
export type ListNoticesInput = z.input<typeof ListNoticesInput>;

export const noticeKinds = ["approval_requested", "approval_summary", "weekly_digest"] as const;
export const noticeStates = ["waiting", "sent", "failed", "dropped"] as const;

/** One line of a channel's delivery log. */
export type Notice = {
  id: string;
  kind: (typeof noticeKinds)[number];
  state: (typeof noticeStates)[number];
  at: Date;
  sentAt: Date | null;
  /** When it goes out, while it waits. */
  dueAt: Date | null;
  /** Kept back in quiet hours. */
  held: boolean;
  attempts: number;
  /** What came of the last attempt. */
  result: string | null;
  /** What it tells; null for what tells of no single request. */
  request: { id: string; tool: string | null; method: string; serverSlug: string; grantLabel: string } | null;
  /** Of a summary: how many requests are in it. */
  told: number | null;
};

const noticesMax = 50;

/** The last messages of a channel, the newest first. What a summary tells has no line of its own. @throws ControlPlaneError not_found */
export async function listNotices(ctx: Context, input: ListNoticesInput): Promise<Notice[]> {
  requireCapability(ctx.caller, "administer");
  const { channelId } = readInput(ListNoticesInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const channel = await tx.notificationChannel.findFirst({ where: { organizationId, id: channelId }, select: { id: true } });
    if (!channel) throw notFound("notification channel");
    const rows = await tx.notice.findMany({
      where: { organizationId, channelId, summaryId: null },
      orderBy: [{ at: "desc" }, { id: "desc" }],
      take: noticesMax,
      include: { request: { select: { id: true, tool: true, method: true, serverSlug: true, grantLabel: true } } },
    });
    const summaries = rows.filter(({ kind }) => kind === "approval_summary").map(({ id }) => id);
    const counted = summaries.length
      ? await tx.notice.groupBy({ by: ["summaryId"], where: { organizationId, summaryId: { in: summaries } }, _count: { _all: true } })
      : [];
    const told = new Map(counted.map(({ summaryId, _count }) => [summaryId, _count._all]));
    return rows.map(({ id, kind, state, at, sentAt, dueAt, held, attempts, result, request }) => ({
      ...{ id, at, sentAt, held, attempts, result, request },
      kind: kind as Notice["kind"],
      state: state as Notice["state"],
      dueAt: state === "waiting" ? dueAt : null,
      told: kind === "approval_summary" ? (told.get(id) ?? 0) : null,
    }));
  });
}
