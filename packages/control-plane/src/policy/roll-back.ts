import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id, Revision } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { ownedPolicy } from "./owned.ts";
import { publishPolicy } from "./publish.ts";

export const RollBackPolicyInput = z.strictObject({
  id: Id,
  version: Revision.min(1),
  /** As read with the policy: given, nothing is published when somebody else saved or published since. */
  draftRevision: Revision.optional(),
});
export type RollBackPolicyInput = z.input<typeof RollBackPolicyInput>;

/** Publishes the text of an earlier version as the next one; what it is judged by are the server's tools of today. @throws as {@link publishPolicy} */
export async function rollBackPolicy(ctx: Context, input: RollBackPolicyInput): ReturnType<typeof publishPolicy> {
  requireCapability(ctx.caller, "managePolicies");
  const { id, version, draftRevision } = readInput(RollBackPolicyInput, input);
  const { organizationId } = ctx.caller;
  // Versions never change, so reading and publishing need not be one transaction.
  const { document } = await inOrganization(ctx, organizationId, async (tx) => {
    await ownedPolicy(tx, ctx.caller, id);
    const found = await tx.policyVersion.findFirst({ where: { organizationId, policyId: id, version }, select: { document: true } });
    if (!found) throw notFound("version");
    return found;
  });
  return publishPolicy(ctx, { id, document, draftRevision, note: `Rolled back to version ${version}.` });
}
