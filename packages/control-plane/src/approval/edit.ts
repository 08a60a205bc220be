import { z } from "zod";
import type { Context } from "../caller.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";

export const EditApprovalInput = z.strictObject({
  id: Id,
  /** Of the call that was shown (`call.callDigest`). */
  callDigest: z.string().regex(/^[0-9a-f]{64}$/, "This is not a digest."),
  /** The new arguments: JSON text of an object. */
  arguments: z.string().max(262_144, "The arguments are too long."),
  note: z.string().trim().max(500, "Use at most 500 characters.").optional(),
});
export type EditApprovalInput = z.input<typeof EditApprovalInput>;

/** Ends a held call and makes the one with these arguments in its place. It does not vote. @returns the new request */
export async function editApproval(_ctx: Context, _input: EditApprovalInput): Promise<{ id: string }> {
  throw notFound("approval");
}
