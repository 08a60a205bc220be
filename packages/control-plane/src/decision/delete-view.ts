import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";

export const DeleteViewInput = z.strictObject({ id: Id });
export type DeleteViewInput = z.input<typeof DeleteViewInput>;

/** Forgets a view of the caller's own. @throws ControlPlaneError not_found, also for somebody else's */
export async function deleteView(ctx: Context, input: DeleteViewInput): Promise<void> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(DeleteViewInput, input);
  const { organizationId, userId } = ctx.caller;
  const { count } = await inOrganization(ctx, organizationId, (tx) => tx.savedView.deleteMany({ where: { organizationId, userId, id } }));
  if (count === 0) throw notFound("view");
}
