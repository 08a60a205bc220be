import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedServer } from "./owned.ts";

export const DeleteServerInput = z.strictObject({ slug: Slug, /** The slug once more, typed by the user. */ confirm: z.string() });
export type DeleteServerInput = z.input<typeof DeleteServerInput>;

/** Deletes a server with its tools, policies and places in grants. What was decided about it stays in the log. */
export async function deleteServer(ctx: Context, input: DeleteServerInput): Promise<void> {
  requireCapability(ctx.caller, "manageServers");
  const { slug, confirm } = readInput(DeleteServerInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { id, name, url } = await ownedServer(tx, ctx.caller, slug);
    if (confirm !== slug) {
      const message = `Type ${slug} to confirm that the server is to be deleted.`;
      throw new ControlPlaneError("invalid", message, { issues: [{ pointer: "/confirm", message }] });
    }
    await tx.server.delete({ where: { organizationId_id: { organizationId, id } } });
    await recordAudit(tx, ctx, { action: "server.delete", target: { kind: "server", id, name: slug }, before: { slug, name, url } });
  });
}
