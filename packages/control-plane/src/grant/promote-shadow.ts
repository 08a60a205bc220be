import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError, notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { shownAccess, storedAccess } from "./access.ts";
import { attachWarnings } from "./attach-warnings.ts";
import { type Grant, readGrants } from "./grant.ts";
import { lockedGrant } from "./owned.ts";

export const PromoteShadowInput = z.strictObject({ grantId: Id, serverSlug: Slug });
export type PromoteShadowInput = z.input<typeof PromoteShadowInput>;

/**
 * Makes the shadow policy of a grant on a server its live one; afterwards there is no shadow.
 * @returns also what it asks for and nobody could give
 * @throws ControlPlaneError not_found; conflict without a shadow, and for one that was never published: it would deny everything
 */
export async function promoteShadow(ctx: Context, input: PromoteShadowInput): Promise<Grant & { warnings: string[] }> {
  requireCapability(ctx.caller, "managePolicies");
  const { grantId, serverSlug } = readInput(PromoteShadowInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { label } = await lockedGrant(tx, ctx.caller, grantId);
    const before = (await storedAccess(tx, organizationId, grantId)).find((row) => row.serverSlug === serverSlug);
    if (!before) throw notFound("server");
    const { serverId, shadowPolicyId, shadowPolicyName = null } = before;
    if (!shadowPolicyId) throw new ControlPlaneError("conflict", "There is no shadow policy here. Attach one first.");
    const shadow = await tx.policy.findFirst({ where: { organizationId, id: shadowPolicyId }, select: { liveVersion: true } });
    if (!shadow?.liveVersion) throw new ControlPlaneError("conflict", "The shadow policy has never been published. Publish it first.");
    await tx.grantServer.update({
      where: { organizationId_grantId_serverId: { organizationId, grantId, serverId } },
      data: { policyId: shadowPolicyId, shadowPolicyId: null },
    });
    const after = { ...before, policyId: shadowPolicyId, policyName: shadowPolicyName, shadowPolicyId: null, shadowPolicyName: null };
    await recordAudit(tx, ctx, {
      action: "grant.promote_shadow",
      target: { kind: "grant", id: grantId, name: label },
      before: { access: shownAccess([before]) },
      after: { access: shownAccess([after]) },
    });
    return { ...((await readGrants(tx, ctx, grantId))[0] as Grant), warnings: await attachWarnings(tx, ctx, grantId, [after]) };
  });
}
