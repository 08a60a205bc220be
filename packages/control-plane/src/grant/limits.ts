import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { type LimitUse, listLimits } from "../limit/list.ts";

export const GrantLimitsInput = z.strictObject({ id: Id });
export type GrantLimitsInput = z.input<typeof GrantLimitsInput>;

/** How far the limits of a grant are used up, those that it shares among them. */
export async function grantLimits(ctx: Context, input: GrantLimitsInput): Promise<LimitUse[]> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GrantLimitsInput, input);
  return listLimits(ctx, { grantId: id });
}
