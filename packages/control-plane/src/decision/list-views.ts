import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { inOrganization } from "../transaction.ts";
import type { SavedView } from "./saved-view.ts";

/** The caller's own views, by name. */
export async function listSavedViews(ctx: Context): Promise<SavedView[]> {
  requireCapability(ctx.caller, "read");
  const { organizationId, userId } = ctx.caller;
  return inOrganization(ctx, organizationId, (tx) =>
    tx.savedView.findMany({ where: { organizationId, userId }, orderBy: { name: "asc" }, select: { id: true, name: true, query: true } }),
  );
}
