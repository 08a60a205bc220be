import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Name, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedServer } from "./owned.ts";

export const RenameServerInput = z.strictObject({ slug: Slug, name: Name });
export type RenameServerInput = z.input<typeof RenameServerInput>;

/** Changes what people call a server. Its slug, and with it its gateway URL, stays. */
export async function renameServer(ctx: Context, input: RenameServerInput): Promise<void> {
  requireCapability(ctx.caller, "manageServers");
  const { slug, name } = readInput(RenameServerInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { id, name: before } = await ownedServer(tx, ctx.caller, slug);
    await tx.server.update({ where: { organizationId_id: { organizationId, id } }, data: { name } });
    const target = { kind: "server", id, name: slug };
    await recordAudit(tx, ctx, { action: "server.rename", target, before: { name: before }, after: { name } });
  });
}
