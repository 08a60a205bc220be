import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, PageSize, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Decision, decisionOmit } from "./decision.ts";

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
});
export type ListDecisionsInput = z.input<typeof ListDecisionsInput>;

/**
 * Decisions, newest first. Ids are made by the gateways and sort by time to the millisecond; rows of several gateways may arrive a little
 * out of that order, so whoever follows the log asks again from a few seconds back and drops the ids it has.
 */
export async function listDecisions(ctx: Context, input: ListDecisionsInput = {}): Promise<Decision[]> {
  requireCapability(ctx.caller, "read");
  const { limit, before, after, ...filter } = readInput(ListDecisionsInput, input);
  const { organizationId } = ctx.caller;
  const range = { ...(before === undefined ? {} : { lt: before }), ...(after === undefined ? {} : { gt: after }) };
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const forward = after !== undefined && before === undefined;
  const rows = await inOrganization(ctx, organizationId, (tx) =>
    tx.decision.findMany({
      where: { organizationId, ...(before === undefined && after === undefined ? {} : { id: range }), ...given },
      orderBy: { id: forward ? "asc" : "desc" },
      take: limit,
      omit: decisionOmit,
    }),
  );
  return (forward ? rows.reverse() : rows) as Decision[];
}
