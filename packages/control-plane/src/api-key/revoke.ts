import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { requirePerson } from "./person.ts";

export const RevokeApiKeyInput = z.strictObject({ id: Id });
export type RevokeApiKeyInput = z.input<typeof RevokeApiKeyInput>;

/** Ends an API key for good: the next request with it is refused. @throws ControlPlaneError conflict when it is revoked already */
export async function revokeApiKey(ctx: Context, input: RevokeApiKeyInput): Promise<void> {
  requirePerson(ctx.caller);
  requireCapability(ctx.caller, "administer");
  const { id } = readInput(RevokeApiKeyInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const key = await tx.apiKey.findFirst({ where: { organizationId, id }, select: { name: true } });
    if (!key) throw notFound("API key");
    const { count } = await tx.apiKey.updateMany({ where: { organizationId, id, revokedAt: null }, data: { revokedAt: ctx.clock() } });
    if (count === 0) throw new ControlPlaneError("conflict", "This API key is revoked already.");
    await recordAudit(tx, ctx, { action: "api_key.revoke", target: { kind: "api_key", id, name: key.name } });
  });
}
