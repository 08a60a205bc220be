import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { DocumentText, Id, Revision } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { documentDigest } from "./document-digest.ts";
import { ownedPolicy } from "./owned.ts";

export const SavePolicyDraftInput = z.strictObject({
  id: Id,
  document: DocumentText,
  /** As read with the policy, or as the last save answered. */
  draftRevision: Revision,
});
export type SavePolicyDraftInput = z.input<typeof SavePolicyDraftInput>;

/** Saves a draft, finished or not. @throws ControlPlaneError conflict when somebody else saved or published since it was read */
export async function savePolicyDraft(ctx: Context, input: SavePolicyDraftInput): Promise<{ draftRevision: number }> {
  requireCapability(ctx.caller, "managePolicies");
  const { id, document, draftRevision } = readInput(SavePolicyDraftInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const policy = await ownedPolicy(tx, ctx.caller, id);
    const { count } = await tx.policy.updateMany({
      where: { organizationId, id, draftRevision },
      data: { draft: document, draftRevision: { increment: 1 }, updatedAt: ctx.clock() },
    });
    if (count === 0) throw draftMoved();
    await recordAudit(tx, ctx, {
      action: "policy.save_draft",
      target: { kind: "policy", id, name: policy.name },
      before: { draft: documentDigest(policy.draft) },
      after: { draft: documentDigest(document) },
    });
    return { draftRevision: draftRevision + 1 };
  });
}

export const draftMoved = () =>
  new ControlPlaneError("conflict", "Somebody else changed this policy since you opened it. Copy your text, reload, and merge the two.");
