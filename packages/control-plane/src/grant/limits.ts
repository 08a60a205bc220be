import { z } from "zod";
import type { Context } from "../caller.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { type LimitUse, listLimits } from "../limit/list.ts";

export const GrantLimitsInput = z.strictObject({ id: Id });
export type GrantLimitsInput = z.input<typeof GrantLimitsInput>;

/** How far the limits of a grant are used up, those that it shares among them. */
export async function grantLimits(ctx: Context, input: GrantLimitsInput): Promise<LimitUse[]> {
  return listLimits(ctx, { grantId: readInput(GrantLimitsInput, input).id });
}
