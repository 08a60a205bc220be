import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { lockedStream } from "./stream.ts";

export const DeleteStreamInput = z.strictObject({ id: Id });
export type DeleteStreamInput = z.input<typeof DeleteStreamInput>;

/** Deletes a stream with its sealed target and its place. */
export async function deleteStream(ctx: Context, input: DeleteStreamInput): Promise<void> {
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(DeleteStreamInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { kind, name, targetHint } = await lockedStream(tx, ctx.caller, id);
    await tx.stream.delete({ where: { organizationId_id: { organizationId, id } } });
    await recordAudit(tx, ctx, {
      action: "stream.delete",
      target: { kind: "stream", id, name },
      before: { kind, name, target: targetHint },
    });
  });
}
