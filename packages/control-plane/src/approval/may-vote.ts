import { riskOf } from "@portcullis/catalogue";
import { freshLoginSeconds } from "../account/fresh-login.ts";
import type { Context } from "../caller.ts";
import { may, type Role, roleNames } from "../capabilities.ts";
import type { ApprovalState } from "../gateway/approval-states.ts";
import type { Approval, MayVote } from "./approval.ts";

type Held = Pick<Approval, "state" | "approvers" | "ownerId" | "category" | "minApprovals"> & {
  hasApproved: boolean;
  /** Somebody of the organization owns the grant. */
  isOwned: boolean;
  /** Who wrote the arguments, where that was not the agent. */
  editedBy: string | null;
};

/**
 * What a person may do about a held call (security.md 9.5): members with one of the roles that the policy names, never the grant's owner, never a
 * machine. Who has approved may still refuse.
 */
export function mayVote({ caller, clock }: Pick<Context, "caller" | "clock">, held: Held): MayVote {
  const barred = barredReason(caller, held);
  if (barred !== "") return { approve: false, refuse: false, edit: false, reason: barred, caution: "", needsFreshLogin: false };
  const isPending = held.state === "pending";
  const approve = isPending && !held.hasApproved;
  const refuse = isPending || held.state === "approved";
  const reason = !refuse ? overReasons[held.state] : held.hasApproved ? "You have approved this call." : "";
  const caution = approve ? cautionOf(caller, held) : "";
  return { approve, refuse, edit: isPending, reason, caution, needsFreshLogin: refuse && isCritical(held) && !isFresh({ caller, clock }) };
}

/** Four eyes are the requester's and somebody else's (security.md 9.5): said where they may be one person's without anybody noticing. */
function cautionOf(caller: Context["caller"], { editedBy, isOwned, minApprovals }: Held): string {
  const said: string[] = [];
  if (editedBy === caller.userId)
    said.push(
      minApprovals > 1
        ? "You wrote these arguments yourself. Your approval counts as one, and others read that they are yours."
        : "You wrote these arguments yourself, and nobody else is asked. Where that matters, leave the approval to somebody else.",
    );
  if (!isOwned)
    said.push(
      "Nobody in the organization owns this grant, so nobody is kept from approving its calls. Do not approve what you sent yourself.",
    );
  return said.join(" ");
}

/** Why this caller has no say, whatever the state; "" for who has. */
export function barredReason(caller: Context["caller"], { approvers, ownerId }: Pick<Held, "approvers" | "ownerId">): string {
  if (caller.apiKey !== undefined || caller.signedInAt === "machine")
    return "Machines do not decide about approvals. Sign in to the dashboard and decide there.";
  if (!may(caller.role, "decideApprovals")) return `Your role (${roleNames[caller.role]}) does not decide about approvals.`;
  if (caller.userId === ownerId) return "This is a call of your own grant: somebody else has to decide about it.";
  if (!approvers.includes(caller.role))
    return `The policy asks ${listed(approvers)} to decide about this call; your role is ${roleNames[caller.role]}.`;
  return "";
}

/** Tools of the highest risk ask for a login of the last minutes. */
export const isCritical = ({ category }: Pick<Held, "category">): boolean => riskOf(category) === "critical";

const isFresh = ({ caller, clock }: Pick<Context, "caller" | "clock">): boolean =>
  caller.signedInAt !== "machine" && clock().getTime() - caller.signedInAt.getTime() <= freshLoginSeconds * 1_000;

/** "an owner, admin or approver" */
const listed = (approvers: readonly string[]): string => {
  const names = approvers.map((role) => roleNames[role as Role] ?? role);
  const last = names.at(-1) ?? "nobody";
  const text = names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${last}` : last;
  return /^[aeiou]/.test(text) ? `an ${text}` : `a ${text}`;
};

/** What is to be said of a call that nobody can decide about any more. */
export const overReasons: Readonly<Record<ApprovalState, string>> = {
  pending: "",
  approved: "This call is approved.",
  used: "This call was approved and has run.",
  lapsed: "This call was approved and did not run in time.",
  refused: "This call was refused.",
  expired: "Nobody decided about this call in time.",
  withdrawn: "The client took this call back.",
  edited: "The arguments of this call were changed; the changed call waits in its place.",
  void: "What this approval was asked for has changed since.",
};
