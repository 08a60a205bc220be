import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { type SavedView, ViewName, ViewQuery } from "./saved-view.ts";

export const SaveViewInput = z.strictObject({ name: ViewName, query: ViewQuery });
export type SaveViewInput = z.input<typeof SaveViewInput>;

const viewsMax = 50;

/** Keeps filters under a name, in place of what the caller had under it. No audit row: it changes what one person sees, and nothing else. */
export async function saveView(ctx: Context, input: SaveViewInput): Promise<SavedView> {
  requireCapability(ctx.caller, "read");
  const { name, query } = readInput(SaveViewInput, input);
  const { organizationId, userId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const others = await tx.savedView.count({ where: { organizationId, userId, name: { not: name } } });
    if (others >= viewsMax) throw new ControlPlaneError("conflict", `You have ${viewsMax} views. Delete one first.`);
    return tx.savedView.upsert({
      where: { organizationId_userId_name: { organizationId, userId, name } },
      create: { organizationId, id: ctx.newId(), userId, name, query },
      update: { query },
      select: { id: true, name: true, query: true },
    });
  });
}
