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
  const { limit, before, after, observed, disagreement, ...filter } = readInput(ListDecisionsInput, input);
  const { organizationId } = ctx.caller;
  const range = { ...(before === undefined ? {} : { lt: before }), ...(after === undefined ? {} : { gt: after }) };
  const forward = after !== undefined && before === undefined;
  const orderBy = { id: forward ? "asc" : "desc" } as const;
  const wanted = {
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
    ...(observed === undefined ? {} : { observed: observed ? { not: null } : null }),
    ...(disagreement === undefined ? {} : { OR: disagreement ? disagreeing : agreeing }),
  };
  return inOrganization(ctx, organizationId, async (tx) => {
    // The last one that this page looks at.
    const last =
      Object.keys(wanted).length === 0
        ? null
        : await tx.decision.findFirst({ where: { organizationId, id: range }, orderBy, skip: searchedMax - 1, select: { id: true } });
    const id = { ...range, ...(last && { [forward ? "lte" : "gte"]: last.id }) };
    const rows = await tx.decision.findMany({ where: { organizationId, id, ...wanted }, orderBy, take: limit, omit: decisionOmit });
    const next = rows.length === limit ? (rows.at(-1)?.id ?? null) : (last?.id ?? null);
    return { decisions: (forward ? rows.reverse() : rows).map(decisionOf), next };
  });
}

const searchedMax = 50_000;

const disagreeing = [
  { effect: "allow", shadowEffect: "deny" },
  { effect: "deny", shadowEffect: "allow" },
];
const agreeing = [
  { effect: "allow", shadowEffect: "allow" },
  { effect: "deny", shadowEffect: "deny" },
];
