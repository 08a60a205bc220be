import { z } from "zod";
import type { Context } from "../caller.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import type { ApprovalDetail } from "./approval.ts";

export const GetApprovalInput = z.strictObject({ id: Id });
export type GetApprovalInput = z.input<typeof GetApprovalInput>;

/** One held call with everything that its page shows: the exact call, votes, runs, end and history. */
export async function getApproval(_ctx: Context, _input: GetApprovalInput): Promise<ApprovalDetail> {
  throw notFound("approval");
}
