import { z } from "zod";
import type { Context } from "../caller.ts";
import { notFound } from "../errors.ts";
import { Id, Instant } from "../fields.ts";
import type { ApprovalDetail } from "./approval.ts";

export const VoteApprovalInput = z
  .strictObject({
    id: Id,
    vote: z.enum(["approve", "refuse"]),
    /** Of the call that was shown (`call.callDigest`). */
    callDigest: z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest."),
    note: z.string().trim().max(500, "Use at most 500 characters.").optional(),
    /** This exact call so many times, until `usesUntil`; left out: once, within five minutes. */
    uses: z.int().min(1, "At least once.").max(1_000, "At most 1,000 times.").optional(),
    /** At most 24 hours ahead. */
    usesUntil: Instant.optional(),
  })
  .refine(({ uses, usesUntil }) => (uses ?? 1) === 1 || usesUntil !== undefined, {
    path: ["usesUntil"],
    message: "Say until when the call may be repeated.",
  });
export type VoteApprovalInput = z.input<typeof VoteApprovalInput>;

/** One person's word on a held call. @returns the call as it stands now */
export async function voteApproval(_ctx: Context, _input: VoteApprovalInput): Promise<ApprovalDetail> {
  throw notFound("approval");
}
