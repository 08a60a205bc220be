import type { z } from "zod";
import { actorOf } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";
import { NamedTools, stillAsShown } from "./named-tools.ts";
import { pinTools } from "./write-pins.ts";

export const AcceptToolsInput = NamedTools;
export type AcceptToolsInput = z.input<typeof AcceptToolsInput>;

/**
 * Accepts definitions as they were shown: agents may use these tools from now on, as far as policies let them. Each gets the category that its
 * words say; what people have said of it stays. Gateways follow within a second.
 * @throws ControlPlaneError conflict when one of them has another definition by now; then none is accepted
 */
export async function acceptTools(ctx: Context, input: AcceptToolsInput): Promise<{ accepted: number }> {
  requireCapability(ctx.caller, "managePolicies");
  const { serverSlug, tools } = readInput(AcceptToolsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { id, slug } = await ownedServer(tx, ctx.caller, serverSlug);
    const stored = await stillAsShown(tx, organizationId, id, tools);
    await pinTools(tx, ctx, { id, slug }, stored, await actorOf(tx, ctx.caller));
    return { accepted: stored.length };
  });
}
