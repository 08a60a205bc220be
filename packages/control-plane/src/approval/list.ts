import { z } from "zod";
import type { Context } from "../caller.ts";
import { Id, PageSize, Slug } from "../fields.ts";
import type { Approval } from "./approval.ts";

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

/** Held calls: pending ones with those first that the reader may decide, decided ones newest first. */
export async function listApprovals(_ctx: Context, _input: ListApprovalsInput = {}): Promise<ApprovalPage> {
  return { approvals: [], next: null };
}
