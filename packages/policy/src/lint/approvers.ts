import { type ApprovalTerms, approvalTerms } from "../approval.ts";
import { errorFinding, type Finding, type JsonPatchOperation, warningFinding } from "../finding.ts";
import type { ApproverRole } from "../language.ts";
import type { ToolFacts } from "../tool-plan.ts";
import type { LintContext, LintEntry, People } from "./context.ts";

/** Approvals that nobody could give, or nobody but who asks for them. */
export function lintApprovers(context: LintContext): Finding[] {
  const { policy, entries, naming, people } = context;
  const found = new Map<string, Finding>();
  for (const tool of new Set(entries.flatMap((entry) => entry.tools))) {
    const matching = naming(tool);
    const holding = matching.find(({ entry }) => entry.action === "require_approval" || entry.approval?.when);
    // An entry that always refuses asks nobody.
    if (holding === undefined || found.has(holding.pointer) || matching.some(({ entry }) => entry.action === "deny")) continue;
    const terms = approvalTerms(
      policy.approval,
      matching.map(({ entry }) => entry.approval),
    );
    const finding = judge(tool, holding, terms, people);
    // Observing holds nothing.
    if (finding) found.set(holding.pointer, policy.mode === "observe" ? { ...finding, severity: "warning" } : finding);
  }
  return [...found.values()];
}

function judge({ name }: ToolFacts, { pointer, entry }: LintEntry, terms: ApprovalTerms, people: People | undefined): Finding | undefined {
  const calls = `calls of ${JSON.stringify(name)}`;
  const { approvers, minApprovals } = terms;
  if (approvers.length === 0)
    return errorFinding("no_common_approver", pointer, `Nobody can approve ${calls}: the entries that name it have no approver in common.`);
  if (people === undefined) return undefined;
  const able = approvers.reduce((sum, role) => sum + people.members[role], 0);
  const invite = `Invite somebody as ${listed(approvers)}`;
  const fix: JsonPatchOperation[] | undefined =
    entry.action === "require_approval" ? [{ op: "replace", path: `${pointer}/action`, value: "deny" }] : undefined;
  if (able === 0) return errorFinding("no_possible_approver", pointer, `Nobody has a role that may approve ${calls}. ${invite}.`, fix);
  const needed = `${minApprovals} ${minApprovals === 1 ? "person has" : "people have"} to approve ${calls}`;
  if (able < minApprovals)
    return errorFinding("no_possible_approver", pointer, `${needed}, and only ${able} could. ${invite}, or lower "min_approvals".`, fix);
  const others = (role: ApproverRole | null) => able - (role !== null && approvers.includes(role) ? 1 : 0);
  const stuck = people.requesters.find(({ role }) => others(role) < minApprovals);
  if (stuck !== undefined) {
    const left = others(stuck.role) === 0 ? "nobody else could" : `only ${others(stuck.role)} other could`;
    const message = `${needed}, and nobody decides about calls of their own grant: beside the owner of ${JSON.stringify(stuck.grant)} ${left}. ${invite}, or make the rule "deny".`;
    return errorFinding("no_possible_approver", pointer, message, fix);
  }
  const unowned = people.requesters.find(({ isUnowned }) => isUnowned);
  if (unowned !== undefined) {
    const message = `No member owns the grant ${JSON.stringify(unowned.grant)}, so nobody is kept from approving ${calls} that are their own. Let whoever uses it issue a grant of their own, and revoke this one.`;
    return warningFinding("unowned_grant", pointer, message);
  }
  if (people.requesters.length > 0 || able - 1 >= minApprovals) return undefined;
  const message = `${needed}, and just as many could. Nobody decides about calls of their own grant: with a grant of one of them the calls could not run. ${invite}.`;
  return warningFinding("few_approvers", pointer, message);
}

const listed = (roles: readonly ApproverRole[]): string =>
  roles.length > 1 ? `${roles.slice(0, -1).join(", ")} or ${roles.at(-1)}` : String(roles[0]);
