import type { Tx } from "@portcullis/db";
import { lint } from "@portcullis/policy";
import type { Context } from "../caller.ts";
import { peopleOf } from "../policy/people.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import type { ResolvedAccess } from "./access.ts";

/**
 * What the owner of a grant should know of the policies that it has: approvals which nobody could give for it (security.md 9.5). Its calls would wait
 * until they expire. Sentences, each with the policy that it is about.
 */
export async function attachWarnings(tx: Tx, { caller }: Pick<Context, "caller">, grantId: string, access: readonly ResolvedAccess[]) {
  const { organizationId } = caller;
  const people = await peopleOf(tx, caller, { grantId });
  const warnings: string[] = [];
  for (const { serverId, policyId, policyName } of access) {
    if (policyId === null) continue;
    const policy = await tx.policy.findFirst({ where: { organizationId, id: policyId }, select: { liveVersion: true } });
    const where = { organizationId, policyId, version: policy?.liveVersion ?? 0 };
    const live = await tx.policyVersion.findFirst({ where, select: { document: true } });
    // Most policies ask nobody, and those need no compilation.
    if (!live || !/"require_approval"|"approval"/.test(live.document)) continue;
    const found = lint(live.document, { tools: await toolFactsOf(tx, caller, serverId), people });
    const stuck = found.find(({ code }) => code === "no_possible_approver");
    if (stuck) warnings.push(`Policy "${policyName}": ${stuck.message}`);
  }
  return warnings;
}
