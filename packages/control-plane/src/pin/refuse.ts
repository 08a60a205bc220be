import type { z } from "zod";
import { actorOf, recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";
import { NamedTools, stillAsShown } from "./named-tools.ts";
import { targetOf } from "./write-pins.ts";

export const RefuseToolsInput = NamedTools;
export type RefuseToolsInput = z.input<typeof RefuseToolsInput>;

/**
 * Says no to definitions as they were shown: they no longer wait, and stay out of agents' reach until a person accepts them or the server lists others.
 * Refusing what is accepted takes the acceptance back.
 * @throws ControlPlaneError conflict when one of them has another definition by now; then none is refused
 */
export async function refuseTools(ctx: Context, input: RefuseToolsInput): Promise<{ refused: number }> {
  requireCapability(ctx.caller, "managePolicies");
  const { serverSlug, tools } = readInput(RefuseToolsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { id, slug } = await ownedServer(tx, ctx.caller, serverSlug);
    const stored = await stillAsShown(tx, organizationId, id, tools);
    const actor = await actorOf(tx, ctx.caller);
    await tx.$executeRaw`
      INSERT INTO portcullis.tool_pin AS p (organization_id, server_id, name, refused_digest, refused_at, refused_by, refused_by_name)
      SELECT t.organization_id, t.server_id, t.name, t.digest, ${ctx.clock()}, ${actor.id}::uuid, ${actor.name}
      FROM portcullis.tool t WHERE t.organization_id = ${organizationId}::uuid AND t.id = ANY (${stored.map((tool) => tool.id)}::uuid[])
      ON CONFLICT (organization_id, server_id, name) DO UPDATE SET
        refused_digest = EXCLUDED.refused_digest, refused_at = EXCLUDED.refused_at, refused_by = EXCLUDED.refused_by, refused_by_name = EXCLUDED.refused_by_name,
        digest = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.digest END,
        definition = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.definition END,
        category = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.category END,
        says = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.says END,
        accepted_at = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.accepted_at END,
        accepted_by = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.accepted_by END,
        accepted_by_name = CASE WHEN p.digest <> EXCLUDED.refused_digest THEN p.accepted_by_name END`;
    const after = { tools: stored.map(({ name, digest }) => ({ name, digest })) };
    await recordAudit(tx, ctx, { action: "tool.refuse", target: targetOf({ id, slug }, stored), after, actor });
    return { refused: stored.length };
  });
}
