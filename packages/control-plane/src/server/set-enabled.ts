import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedServer } from "./owned.ts";

export const SetServerEnabledInput = z.strictObject({ slug: Slug, enabled: z.boolean() });
export type SetServerEnabledInput = z.input<typeof SetServerEnabledInput>;

/** Opens or closes a server for every grant. Nothing else changes, so that it can be undone. */
export async function setServerEnabled(ctx: Context, input: SetServerEnabledInput): Promise<void> {
  requireCapability(ctx.caller, "manageServers");
  const { slug, enabled } = readInput(SetServerEnabledInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { id, enabled: before } = await ownedServer(tx, ctx.caller, slug);
    await tx.server.update({ where: { organizationId_id: { organizationId, id } }, data: { enabled } });
    const target = { kind: "server", id, name: slug };
    await recordAudit(tx, ctx, { action: "server.set_enabled", target, before: { enabled: before }, after: { enabled } });
  });
}
