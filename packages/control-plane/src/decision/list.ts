import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, PageSize, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Decision, decisionOf, decisionOmit } from "./decision.ts";

export const ListDecisionsInput = z.strictObject({
  limit: PageSize,
  /** Only older ones than this id: the next page. */
  before: Id.optional(),
  /** Only newer ones than this id. Of more than a page, those that follow it directly, so that none is skipped. */
  after: Id.optional(),
  grantId: Id.optional(),
  serverSlug: Slug.optional(),
  tool: z.string().min(1).max(300).optional(),
  effect: z.enum(["allow", "deny"]).optional(),
  /** Only those that an observing policy would have answered otherwise, or only the others. */
  observed: z.boolean().optional(),
  /** Only those on which the shadow policy disagrees, or only those on which it agrees. */
  disagreement: z.boolean().optional(),
});
export type ListDecisionsInput = z.input<typeof ListDecisionsInput>;

/**
 * Decisions, newest first. Ids are made by the gateways and sort by time to the millisecond; rows of several gateways may arrive a little
 * out of that order, so whoever follows the log asks again from a few seconds back and drops the ids it has.
 */
export async function listDecisions(ctx: Context, input: ListDecisionsInput = {}): Promise<Decision[]> {
  requireCapability(ctx.caller, "read");
  const { limit, before, after, observed, disagreement, ...filter } = readInput(ListDecisionsInput, input);
  const { organizationId } = ctx.caller;
  const range = { ...(before === undefined ? {} : { lt: before }), ...(after === undefined ? {} : { gt: after }) };
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const forward = after !== undefined && before === undefined;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.decision.findMany({
      where: {
        organizationId,
        ...(before === undefined && after === undefined ? {} : { id: range }),
        ...given,
        ...(observed === undefined ? {} : { observed: observed ? { not: null } : null }),
        ...(disagreement === undefined ? {} : { OR: disagreement ? disagreeing : agreeing }),
      },
      orderBy: { id: forward ? "asc" : "desc" },
      take: limit,
      omit: decisionOmit,
    }),
  );
  return (forward ? rows.reverse() : rows).map(decisionOf);
}

const disagreeing = [
  { effect: "allow", shadowEffect: "deny" },
  { effect: "deny", shadowEffect: "allow" },
];
const agreeing = [
  { effect: "allow", shadowEffect: "allow" },
  { effect: "deny", shadowEffect: "deny" },
];
