import type { BadgeTone } from "../../ui/badge.tsx";
import type { Approval, ApprovalDetail } from "./approval.ts";
import { seenText } from "./shown/pieces.ts";

type State = Approval["state"];

const states: Record<State, { name: string; tone: BadgeTone }> = {
  pending: { name: "Waiting", tone: "warn" },
  approved: { name: "Approved, not run yet", tone: "ok" },
  used: { name: "Approved and run", tone: "ok" },
  lapsed: { name: "Approved, not run in time", tone: "neutral" },
  refused: { name: "Refused", tone: "deny" },
  expired: { name: "Nobody decided in time", tone: "neutral" },
  withdrawn: { name: "Taken back by the client", tone: "neutral" },
  edited: { name: "Arguments changed", tone: "accent" },
  void: { name: "Void", tone: "neutral" },
};

/** The colour that repeats what a request has come to. */
export const stateTone = (state: State) => states[state].tone;

/** What a request has come to, with what is known of it: runs that were taken, approvals that were not enough. */
export function standingWords({ state, uses = 0, usesAllowed, approvals = 0, minApprovals }: Standing): string {
  if (state === "approved" && uses > 0) return `Approved, ${uses} of ${usesAllowed} runs taken`;
  if (state === "expired" && approvals > 0) return `Only ${approvals} of ${minApprovals} approved in time`;
  return states[state].name;
}

export type Standing = Pick<Approval, "state"> & Partial<Pick<Approval, "uses" | "usesAllowed" | "approvals" | "minApprovals">>;

/** What the call does and where: the tool, or else the method. */
export const callName = ({ tool, method }: Pick<Approval, "tool" | "method">): string => seenText(tool ?? method);

export const serverName = ({ serverName: name, serverSlug }: Pick<Approval, "serverName" | "serverSlug">): string =>
  seenText(name ?? serverSlug);

/** "Night shift, Robin Vale's grant". */
export function accountWords({ grantLabel, ownerName }: Pick<Approval, "grantLabel" | "ownerName">): string {
  return ownerName === null ? seenText(grantLabel) : `${seenText(grantLabel)}, ${seenText(ownerName)}’s grant`;
}

/** What happens next while there is something to decide or to run, in a sentence or two. */
export function nextWords({ state, minApprovals, approvals, uses, usesAllowed }: ApprovalDetail): string | null {
  if (state === "pending") {
    const left = minApprovals - approvals;
    const when = left > 1 ? `When ${left} more people have approved it` : "Once it is approved";
    return `${when}, the agent has five minutes to make exactly this call; it then runs once. One refusal ends it. If nobody decides in time, it does not run.`;
  }
  if (state !== "approved") return null;
  const left = usesAllowed - uses;
  return usesAllowed > 1
    ? `The agent may make exactly this call ${left === 1 ? "once more" : `${left} more times`}. Everything else about the policy is checked each time.`
    : "It runs when the agent makes exactly this call. Everything else about the policy is checked again then.";
}

/** Of a call that another version of its policy has overtaken. */
export const otherPolicyWords =
  "Another version of the policy is live than the one that asked. The call is checked against that one before it runs: it may be refused, or held anew, whatever is decided here.";

/** "1 of 2 approvals", where more than one is asked for. */
export const progressWords = ({ approvals, minApprovals }: Pick<Approval, "approvals" | "minApprovals">): string =>
  `${approvals} of ${minApprovals} ${minApprovals === 1 ? "approval" : "approvals"}`;

/** A span that is left, to the second where it is short: "12 min 05 s". */
export function leftWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  if (seconds >= 7_200) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  if (seconds >= 60) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
  return `${seconds} s`;
}

export const pageOf = (organization: string, id: string): string => `/o/${organization}/approvals/${id}`;
