import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id, PageSize } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type Decision, decisionOf, decisionOmit } from "./decision.ts";
import { decisionFilter, idRange, whereOf } from "./filter.ts";

export const ListDecisionsInput = z.strictObject({
  limit: PageSize,
  /** Only older ones than this id: the next page. */
  before: Id.optional(),
  /** Only newer ones than this id. Of more than a page, those that follow it directly, so that none is skipped. */
  after: Id.optional(),
  ...decisionFilter,
});
export type ListDecisionsInput = z.input<typeof ListDecisionsInput>;

/** {@link searchDecisions}, its decisions alone: with a filter a short page may be the end of the search and not of the log. */
export async function listDecisions(ctx: Context, input: ListDecisionsInput = {}): Promise<Decision[]> {
  return (await searchDecisions(ctx, input)).decisions;
}

export type DecisionPage = {
  decisions: Decision[];
  /**
   * Where the next page goes on, as `before` (as `after`, where only that was given); null when nothing is left. A page may be short, or empty, and
   * still have one: with a filter it looks at no more than 50,000 decisions, so that a filter which matches nothing reads no whole log.
   */
  next: string | null;
};

/**
 * Decisions, newest first. Ids are made by the gateways and sort by time to the millisecond; rows of several gateways may arrive a little
 * out of that order, so whoever follows the log asks again from a few seconds back and drops the ids it has.
 */
export async function searchDecisions(ctx: Context, input: ListDecisionsInput = {}): Promise<DecisionPage> {
  requireCapability(ctx.caller, "read");
  const { limit, before, after, ...filter } = readInput(ListDecisionsInput, input);
  const { organizationId } = ctx.caller;
  const range = [idRange(filter), before === undefined ? {} : { lt: before }, after === undefined ? {} : { gt: after }];
  const inRange = range.filter((one) => Object.keys(one).length > 0).map((id) => ({ id }));
  const forward = after !== undefined && before === undefined;
  const orderBy = { id: forward ? "asc" : "desc" } as const;
  const wanted = whereOf(filter);
  return inOrganization(ctx, organizationId, async (tx) => {
    const where = { organizationId, AND: inRange };
    // The last one that this page looks at.
    const last = wanted ? await tx.decision.findFirst({ where, orderBy, skip: searchedMax - 1, select: { id: true } }) : null;
    const bound = last ? [{ id: { [forward ? "lte" : "gte"]: last.id } }] : [];
    const rows = await tx.decision.findMany({
      where: { organizationId, AND: [...inRange, ...bound, ...(wanted ? [wanted] : [])] },
      orderBy,
      take: limit,
      omit: decisionOmit,
    });
    const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : (last?.id ?? null);
    return { decisions: (forward ? rows.reverse() : rows).map(decisionOf), next };
  });
}

const searchedMax = 50_000;
