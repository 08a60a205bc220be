import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";
import type { ToolsReview } from "./review.ts";
import { reviewedTools } from "./reviewed-tools.ts";

export const ListToolsReviewInput = z.strictObject({ serverSlug: Slug });
export type ListToolsReviewInput = z.input<typeof ListToolsReviewInput>;

/** What waits for a person at one server: new, changed and refused definitions, with what there is to see in them. */
export async function listToolsReview(ctx: Context, input: ListToolsReviewInput): Promise<ToolsReview> {
  requireCapability(ctx.caller, "read");
  const { serverSlug } = readInput(ListToolsReviewInput, input);
  return inOrganization(ctx, ctx.caller.organizationId, async (tx) => {
    const { id, slug, name, serverInfo } = await ownedServer(tx, ctx.caller, serverSlug);
    return reviewedTools(tx, ctx, { id, slug, name, says: (serverInfo as { name?: string } | null)?.name });
  });
}
