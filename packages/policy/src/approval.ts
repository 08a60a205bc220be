import type { ApprovalObligation } from "./decision.ts";
import { type Approval, type ApproverRole, approverRoles } from "./language.ts";

export type ApprovalTerms = Pick<ApprovalObligation, "approvers" | "minApprovals" | "expiresAfterSeconds" | "waitSeconds"> & {
  message?: string;
};

/**
 * The terms under which a held call may run. Where matching entries say something, the strictest of each field holds (most
 * approvals, shortest expiry and wait, approvers in common); where none does, the document's; else the defaults.
 */
export function approvalTerms(document: Approval | undefined, entries: readonly (Approval | undefined)[]): ApprovalTerms {
  const stated = entries.filter((entry) => entry !== undefined);
  const said = <Field extends keyof Approval>(field: Field): NonNullable<Approval[Field]>[] => {
    const values = stated.flatMap((entry) => (entry[field] === undefined ? [] : [entry[field]]));
    return values.length > 0 ? values : document?.[field] === undefined ? [] : [document[field]];
  };
  const approvers = said("approvers");
  const expiries = said("expires_after").map(secondsOf);
  const waits = said("wait").map(secondsOf);
  return {
    approvers: approverRoles.filter((role: ApproverRole) => approvers.every((roles) => roles.includes(role))),
    minApprovals: Math.max(1, ...said("min_approvals")),
    expiresAfterSeconds: expiries.length > 0 ? Math.min(...expiries) : 15 * 60,
    waitSeconds: waits.length > 0 ? Math.min(...waits) : 0,
    message: said("message")[0],
  };
}

/** Who could approve, as part of a sentence: "an owner, admin or approver", "2 people (owner or admin)". */
export function approversInWords({ approvers, minApprovals }: Pick<ApprovalTerms, "approvers" | "minApprovals">): string {
  const roles = approvers.length > 1 ? `${approvers.slice(0, -1).join(", ")} or ${approvers.at(-1)}` : (approvers[0] ?? "nobody");
  if (approvers.length === 0) return roles;
  return minApprovals > 1 ? `${minApprovals} people (${roles})` : `an ${roles}`;
}

/** A duration such as 15m in seconds. */
export const secondsOf = (duration: string): number => Number(duration.slice(0, -1)) * ({ s: 1, m: 60, h: 3_600 }[duration.slice(-1)] ?? 1);
