import { z } from "zod";
import { namesOf } from "../../account/names.ts";
import type { Context } from "../../caller.ts";
import { requireCapability } from "../../capabilities.ts";
import { Id } from "../../fields.ts";
import { readInput } from "../../input.ts";
import { inOrganization } from "../../transaction.ts";
import { ownedPolicy } from "../owned.ts";

export const ListPolicyTestsInput = z.strictObject({ policyId: Id });
export type ListPolicyTestsInput = z.input<typeof ListPolicyTestsInput>;

export type PolicyTest = {
  id: string;
  name: string;
  /** The case's text, without policy and tools: those it is judged by are the policy's. */
  case: string;
  /** Who wrote it; null when the account is gone. */
  createdBy: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** The cases that a policy is tested with, oldest first. */
export async function listPolicyTests(ctx: Context, input: ListPolicyTestsInput): Promise<PolicyTest[]> {
  requireCapability(ctx.caller, "read");
  const { policyId } = readInput(ListPolicyTestsInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    await ownedPolicy(tx, ctx.caller, policyId);
    const rows = await tx.policyTest.findMany({ where: { organizationId, policyId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
    const names = await namesOf(
      tx,
      rows.map(({ createdBy }) => createdBy),
    );
    return rows.map(({ id, name, case: text, createdBy, createdAt, updatedAt }) => ({
      id,
      name,
      case: text,
      createdBy: (createdBy && names.get(createdBy)) ?? null,
      createdAt,
      updatedAt,
    }));
  });
}
