import { secondsOf } from "../approval.ts";
import { errorFinding, type Finding } from "../finding.ts";
import type { Approval, Policy } from "../language.ts";
import type { DocumentEntry } from "./entries.ts";

const expirySecondsMax = 24 * 3_600;
const waitSecondsMax = 5 * 60;

/** Approvals that expire at once or live too long (security.md section 6: at most a day, held at most five minutes). */
export function checkApprovals(policy: Policy, entries: readonly DocumentEntry[]): Finding[] {
  const holders = [
    { approval: policy.approval, pointer: "" },
    ...entries.map(({ entry, pointer }) => ({ approval: entry.approval, pointer })),
  ];
  return holders.flatMap(({ approval, pointer }) => (approval ? checkApproval(approval, `${pointer}/approval`) : []));
}

const checkApproval = (approval: Approval, pointer: string): Finding[] => {
  const findings: Finding[] = [];
  const expiry = approval.expires_after === undefined ? undefined : secondsOf(approval.expires_after);
  if (expiry !== undefined && (expiry === 0 || expiry > expirySecondsMax)) {
    findings.push(
      errorFinding(
        "bad_duration",
        `${pointer}/expires_after`,
        "An approval expires after one second at the least and 24 hours at the most.",
      ),
    );
  }
  if (approval.wait !== undefined && secondsOf(approval.wait) > waitSecondsMax) {
    findings.push(errorFinding("bad_duration", `${pointer}/wait`, "A call is held open for five minutes at the most."));
  }
  if (approval.approvers && new Set(approval.approvers).size < approval.approvers.length) {
    findings.push(errorFinding("duplicate_value", `${pointer}/approvers`, "A role is listed twice."));
  }
  return findings;
};
