import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { documentDigest } from "./document-digest.ts";
import { ownedPolicy } from "./owned.ts";

export const DeletePolicyInput = z.strictObject({ id: Id });
export type DeletePolicyInput = z.input<typeof DeletePolicyInput>;

/** Deletes a policy with its versions. @throws ControlPlaneError conflict while a grant uses it */
export async function deletePolicy(ctx: Context, input: DeletePolicyInput): Promise<void> {
  requireCapability(ctx.caller, "managePolicies");
  const { id } = readInput(DeletePolicyInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { name, liveVersion, server } = await ownedPolicy(tx, ctx.caller, id);
    const used = await tx.grantServer.findMany({
      where: { organizationId, OR: [{ policyId: id }, { shadowPolicyId: id }], grant: { revokedAt: null } },
      select: { grant: { select: { label: true } } },
      take: 3,
    });
    if (used.length > 0) {
      const labels = used.map(({ grant }) => grant.label).join(", ");
      throw new ControlPlaneError(
        "conflict",
        `Grants use this policy (${labels}), live or as a shadow. Give them another policy first, or revoke them.`,
      );
    }
    const live = await tx.policyVersion.findFirst({ where: { organizationId, policyId: id, version: liveVersion ?? 0 } });
    // What is left uses it under a revoked grant, which nobody can call with.
    const revoked = { organizationId, grant: { revokedAt: { not: null } } };
    await tx.grantServer.updateMany({ where: { ...revoked, policyId: id }, data: { policyId: null } });
    await tx.grantServer.updateMany({ where: { ...revoked, shadowPolicyId: id }, data: { shadowPolicyId: null } });
    await tx.policy.delete({ where: { organizationId_id: { organizationId, id } } });
    const before = { server: server.slug, version: liveVersion, document: documentDigest(live?.document ?? null) };
    await recordAudit(tx, ctx, { action: "policy.delete", target: { kind: "policy", id, name }, before });
  });
}
