import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { meetServer } from "./meet.ts";
import { ownedServerWithSecrets, storedHeaders } from "./owned.ts";
import { refreshServer } from "./store.ts";
import type { ToolChanges } from "./store-tools.ts";

export const RediscoverServerInput = z.strictObject({ slug: Slug });
export type RediscoverServerInput = z.input<typeof RediscoverServerInput>;

/**
 * Calls the server again and stores what it lists now.
 * @throws ControlPlaneError upstream_…: then the stored tools stay as they are; conflict when its address or headers changed meanwhile
 */
export async function rediscoverServer(ctx: Context, input: RediscoverServerInput): Promise<ToolChanges> {
  requireCapability(ctx.caller, "manageServers");
  const { slug } = readInput(RediscoverServerInput, input);
  const { organizationId, organizationSlug } = ctx.caller;
  const server = await inOrganization(ctx, organizationId, (tx) => ownedServerWithSecrets(tx, ctx.caller, slug));
  const { id, url, sealedHeaders } = server;
  const met = await meetServer(ctx, organizationSlug, { url, headers: storedHeaders(ctx, server) });
  return inOrganization(ctx, organizationId, async (tx) => {
    const now = await ownedServerWithSecrets(tx, ctx.caller, slug);
    if (now.id !== id || now.url !== url || now.sealedHeaders !== sealedHeaders)
      throw new ControlPlaneError("conflict", "The server was changed while it was being discovered. Discover it again.");
    const changes = await refreshServer(tx, ctx, id, met);
    await recordAudit(tx, ctx, { action: "server.rediscover", target: { kind: "server", id, name: slug }, after: changes });
    return changes;
  });
}
