import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type DecisionDetail, detailOf, detailOmit } from "./decision.ts";

export const GetDecisionInput = z.strictObject({ id: Id });
export type GetDecisionInput = z.input<typeof GetDecisionInput>;

/** One decision. */
export async function getDecision(ctx: Context, input: GetDecisionInput): Promise<DecisionDetail> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GetDecisionInput, input);
  const { organizationId } = ctx.caller;
  const row = await inOrganization(ctx, organizationId, (tx) => tx.decision.findFirst({ where: { organizationId, id }, omit: detailOmit }));
  if (!row) throw notFound("decision");
  return detailOf(row);
}
