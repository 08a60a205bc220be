import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { documentDigest } from "./document-digest.ts";
import { ownedPolicy } from "./owned.ts";

export const DiscardPolicyDraftInput = z.strictObject({ id: Id });
export type DiscardPolicyDraftInput = z.input<typeof DiscardPolicyDraftInput>;

/** Throws the draft away; the live version goes on deciding. Without a draft nothing happens. */
export async function discardPolicyDraft(ctx: Context, input: DiscardPolicyDraftInput): Promise<void> {
  requireCapability(ctx.caller, "managePolicies");
  const { id } = readInput(DiscardPolicyDraftInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const { name, draft } = await ownedPolicy(tx, ctx.caller, id);
    if (draft === null) return;
    await tx.policy.update({
      where: { organizationId_id: { organizationId, id } },
      data: { draft: null, draftRevision: { increment: 1 }, updatedAt: ctx.clock() },
    });
    const target = { kind: "policy", id, name };
    await recordAudit(tx, ctx, { action: "policy.discard_draft", target, before: { draft: documentDigest(draft) } });
  });
}
