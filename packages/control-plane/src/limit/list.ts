import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type KnownLimit, knownLimits } from "./known-limits.ts";
import { type Used, withUse } from "./used.ts";

export const ListLimitsInput = z.strictObject({ grantId: Id.optional(), serverSlug: Slug.optional() });
export type ListLimitsInput = z.input<typeof ListLimitsInput>;

/** One limit, and how much of it is used at this moment. */
export type LimitUse = KnownLimit & Used;

/**
 * Every limit of the organization's live policies with its use, the fullest first: those of all grants and servers, or of one of them. At most
 * 2,000; more are told apart by grant or server.
 * @throws ControlPlaneError not_found, for a grant or server that is not there
 */
export async function listLimits(ctx: Context, input: ListLimitsInput = {}): Promise<LimitUse[]> {
  requireCapability(ctx.caller, "read");
  const { grantId, serverSlug } = readInput(ListLimitsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    if (grantId && !(await tx.accessGrant.findFirst({ where: { organizationId, id: grantId }, select: { id: true } })))
      throw notFound("grant");
    if (serverSlug && !(await tx.server.findFirst({ where: { organizationId, slug: serverSlug }, select: { id: true } })))
      throw notFound("server");
    const limits = await withUse(tx, organizationId, await knownLimits(tx, organizationId, { grantId, serverSlug }));
    return limits.sort((a, b) => shareOf(b) - shareOf(a)).slice(0, limitsMax);
  });
}

/** How full a limit is; one of nothing is always full. */
const shareOf = ({ used, max }: LimitUse): number => (Number(max) === 0 ? 1 : Number(used) / Number(max));
const limitsMax = 2_000;
