import type { Tx } from "@portcullis/db";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id, PageSize, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import type { Approval } from "./approval.ts";
import { pendingApprovals } from "./count.ts";
import { readApprovals } from "./read-approvals.ts";

export const ListApprovalsInput = z.strictObject({
  /** `decided`: everything that is not pending any more, however it ended. */
  state: z.enum(["pending", "decided"]).default("pending"),
  limit: PageSize,
  /** The `next` of the page before. */
  cursor: z.string().max(60).optional(),
  grantId: Id.optional(),
  serverSlug: Slug.optional(),
  tool: z.string().max(500).optional(),
});
export type ListApprovalsInput = z.input<typeof ListApprovalsInput>;

export type ApprovalPage = { approvals: Approval[]; next: string | null };

/** Held calls: pending ones with those first that the caller may decide, and of these the one that ends first; decided ones newest first. */
export async function listApprovals(ctx: Context, input: ListApprovalsInput = {}): Promise<ApprovalPage> {
  requireCapability(ctx.caller, "read");
  const { state, limit, cursor, ...filter } = readInput(ListApprovalsInput, input);
  const after = readCursor(cursor);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => {
    const found = await (state === "pending" ? pendingOf(tx, ctx, filter, after) : decidedOf(tx, ctx, filter, after, limit + 1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const approvals = await readApprovals(
      tx,
      ctx,
      page.map(({ id }) => id),
    );
    return { approvals: approvals.map(({ shown }) => shown), next: last && found.length > limit ? cursorOf(last) : null };
  });
}

/** A place in the list: those that wait for the caller come first, then what ends earlier, in milliseconds; decided ones go by their ids alone. */
type Placed = { id: string; isMine: boolean; endsAt: number };
type Filter = { grantId?: string; serverSlug?: string; tool?: string };

async function pendingOf(tx: Tx, { caller }: Context, filter: Filter, after: Placed | undefined): Promise<Placed[]> {
  const pending = await pendingApprovals(tx, caller);
  const rows = await tx.approvalRequest.findMany({
    where: { organizationId: caller.organizationId, id: { in: pending.map(({ id }) => id) }, ...filter },
    select: { id: true },
  });
  const wanted = new Set(rows.map(({ id }) => id));
  const inOrder = pending
    .filter(({ id }) => wanted.has(id))
    .map(({ id, isMine, expiresAt }) => ({ id, isMine, endsAt: expiresAt.getTime() }))
    .sort(inPlace);
  return after === undefined ? inOrder : inOrder.filter((one) => inPlace(after, one) < 0);
}

const inPlace = (one: Placed, other: Placed): number =>
  Number(other.isMine) - Number(one.isMine) || one.endsAt - other.endsAt || Number(one.id > other.id) - Number(one.id < other.id);

async function decidedOf(tx: Tx, { caller }: Context, filter: Filter, after: Placed | undefined, take: number): Promise<Placed[]> {
  const { organizationId } = caller;
  const where = { organizationId, state: { not: "pending" }, ...filter, ...(after && { id: { lt: after.id } }) };
  const rows = await tx.approval.findMany({ where, orderBy: { id: "desc" }, take, select: { id: true } });
  return rows.map(({ id }) => ({ id, isMine: false, endsAt: 0 }));
}

const cursorOf = ({ id, isMine, endsAt }: Placed): string => `${isMine ? "m" : "o"}${endsAt}.${id}`;

function readCursor(cursor: string | undefined): Placed | undefined {
  if (cursor === undefined) return undefined;
  const [, whose, endsAt, rest] = /^([mo])(\d{1,15})\.(.+)$/.exec(cursor) ?? [];
  const id = Id.safeParse(rest);
  if (id.success) return { id: id.data, isMine: whose === "m", endsAt: Number(endsAt) };
  const message = "This is not the cursor of a page. Begin at the first page.";
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/cursor", message }] });
}
