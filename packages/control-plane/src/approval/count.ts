import type { Context } from "../caller.ts";

/** Pending ones, and those among them that the caller may decide: the badge. */
export async function countApprovals(_ctx: Context): Promise<{ pending: number; mine: number }> {
  return { pending: 0, mine: 0 };
}
