import { z } from "zod";
import { recordAudit } from "../../audit/record.ts";
import type { Context } from "../../caller.ts";
import { requireCapability } from "../../capabilities.ts";
import { notFound } from "../../errors.ts";
import { Id } from "../../fields.ts";
import { readInput } from "../../input.ts";
import { inOrganization } from "../../transaction.ts";
import { documentDigest } from "../document-digest.ts";

export const DeletePolicyTestInput = z.strictObject({ id: Id });
export type DeletePolicyTestInput = z.input<typeof DeletePolicyTestInput>;

/** Takes a test away from its policy. */
export async function deletePolicyTest(ctx: Context, input: DeletePolicyTestInput): Promise<void> {
  requireCapability(ctx.caller, "managePolicies");
  const { id } = readInput(DeletePolicyTestInput, input);
  const { organizationId } = ctx.caller;
  await inOrganization(ctx, organizationId, async (tx) => {
    const test = await tx.policyTest.findFirst({
      where: { organizationId, id },
      include: { policy: { select: { id: true, name: true } } },
    });
    if (!test) throw notFound("test");
    await tx.policyTest.delete({ where: { organizationId_id: { organizationId, id } } });
    await recordAudit(tx, ctx, {
      action: "policy.delete_test",
      target: { kind: "policy", id: test.policy.id, name: test.policy.name },
      before: { test: test.name, case: documentDigest(test.case) },
    });
  });
}
