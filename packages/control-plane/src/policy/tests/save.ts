import { readPolicyCase } from "@portcullis/policy";
import { z } from "zod";
import { recordAudit } from "../../audit/record.ts";
import type { Context } from "../../caller.ts";
import { requireCapability } from "../../capabilities.ts";
import { ControlPlaneError } from "../../errors.ts";
import { Id } from "../../fields.ts";
import { readInput } from "../../input.ts";
import { inOrganization } from "../../transaction.ts";
import { documentDigest } from "../document-digest.ts";
import { ownedPolicy } from "../owned.ts";

const caseBytesMax = 64 * 1024;
const testsMax = 500;

export const SavePolicyTestsInput = z.strictObject({
  policyId: Id,
  /** The texts of golden cases. One whose name the policy has already takes the place of that one. */
  cases: z
    .array(z.string().refine((text) => Buffer.byteLength(text) <= caseBytesMax && !text.includes("\0"), "A case has at most 64 KiB."))
    .min(1, "There is no case in this.")
    .max(testsMax, `A policy has at most ${testsMax} tests.`),
});
export type SavePolicyTestsInput = z.input<typeof SavePolicyTestsInput>;

/**
 * Keeps cases as tests of a policy: all of them, or none.
 * @throws ControlPlaneError invalid, with the number of the case in the issue's pointer
 */
export async function savePolicyTests(ctx: Context, input: SavePolicyTestsInput): Promise<{ saved: number }> {
  requireCapability(ctx.caller, "managePolicies");
  const { policyId, cases } = readInput(SavePolicyTestsInput, input);
  const named = new Map(cases.map((text, index) => [nameOf(text, index), text]));
  const { organizationId, userId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const policy = await ownedPolicy(tx, ctx.caller, policyId);
    const before = await tx.policyTest.findMany({ where: { organizationId, policyId }, select: { name: true } });
    if (new Set([...before.map(({ name }) => name), ...named.keys()]).size > testsMax)
      throw new ControlPlaneError("invalid", `A policy has at most ${testsMax} tests. Delete some first.`);
    const now = ctx.clock();
    for (const [name, text] of named)
      await tx.policyTest.upsert({
        where: { organizationId_policyId_name: { organizationId, policyId, name } },
        create: { organizationId, id: ctx.newId(), policyId, name, case: text, createdBy: userId, createdAt: now, updatedAt: now },
        update: { case: text, updatedAt: now },
      });
    await recordAudit(tx, ctx, {
      action: "policy.save_tests",
      target: { kind: "policy", id: policyId, name: policy.name },
      after: { tests: [...named].slice(0, shownMax).map(([name, text]) => ({ name, case: documentDigest(text) })), count: named.size },
    });
    return { saved: named.size };
  });
}

const shownMax = 20;

const nameOf = (text: string, index: number): string => {
  const read = readPolicyCase(text);
  if (read.ok) return read.case.name;
  const message = `Case ${index + 1} cannot be used: ${read.problem}`;
  throw new ControlPlaneError("invalid", message, { issues: [{ pointer: `/cases/${index}`, message }] });
};
