import type { Category, Risk } from "@portcullis/catalogue";
import type { ApprovalState } from "../gateway/approval-states.ts";

/** A held call as lists show it: what was asked for by whom, what it has come to, and what the reader may do about it. Never the arguments. */
export type Approval = {
  id: string;
  at: Date;
  /** Who has not decided by then has not approved. */
  expiresAt: Date;
  state: ApprovalState;
  grantId: string;
  grantLabel: string;
  /** Whose grant it is; null when it is nobody's any more. */
  ownerId: string | null;
  ownerName: string | null;
  /** What the client calls itself: unverified. */
  clientName: string | null;
  serverSlug: string;
  /** null: the server was deleted. */
  serverName: string | null;
  upstreamOrigin: string | null;
  method: string;
  tool: string | null;
  category: Category;
  risk: Risk;
  policyId: string | null;
  policyName: string | null;
  policyVersion: number | null;
  /** JSON pointer into that version: where approval is asked for. */
  rule: string;
  /** The policy's words for the approver; may be empty. */
  message: string;
  /** Roles that may decide. */
  approvers: string[];
  minApprovals: number;
  /** Those that count now: of members who still have one of the roles. */
  approvals: number;
  approvedAt: Date | null;
  /** An approved call runs before this, or not at all; null while it is not approved. */
  usableUntil: Date | null;
  uses: number;
  usesAllowed: number;
  /** SHA-256, hexadecimal: of the exact call; its beginning tells calls of one tool apart. */
  callDigest: string;
  /** Made by a person who changed the arguments of that one. */
  editedFrom: string | null;
  editedByName: string | null;
  mayVote: MayVote;
};

/**
 * What the reader may do now. `reason` says why something is not possible, or is empty; `caution`, what to know before approving, where another pair of eyes
 * would be the reader's own; `needsFreshLogin`: voting asks for the password first.
 */
export type MayVote = { approve: boolean; refuse: boolean; edit: boolean; reason: string; caution: string; needsFreshLogin: boolean };

export type ApprovalVote = {
  userId: string;
  userName: string;
  /** When the vote was given. */
  role: string;
  vote: "approve" | "refuse";
  at: Date;
  note: string | null;
  uses: number;
  usesUntil: Date | null;
  /** An approval that does not count any more: its giver has left, or lost the role. */
  isVoid: boolean;
  /** The arguments are this person's: they changed those of an earlier request. */
  wroteArguments: boolean;
};

/** A run of the approved call. `outcome` as in the decision log; null while the record is not there yet. */
export type ApprovalUse = { n: number; attemptId: string; at: Date; outcome: string | null };

/** Why it ended, where neither vote, use nor time ended it. */
export type ApprovalEnd = {
  kind: "withdrawn" | "edited" | "void";
  at: Date;
  reason: string;
  byName: string | null;
  /** Of an edited one: the request with the other arguments. */
  successor: string | null;
};

/**
 * The exact call. `digestMatches` false: what is stored is not what was asked for, and nobody may vote; or `isKept` is false, for its words have been
 * deleted some time after it was over. Then the texts are empty.
 */
export type ApprovalCall = {
  isKept: boolean;
  digestMatches: boolean;
  /** SHA-256, hexadecimal: of the exact call. */
  callDigest: string;
  /** SHA-256, hexadecimal: of the tool's definition; null for what is no tool. */
  toolDigest: string | null;
  /** Parameters in canonical form (C1) as the gateway will send them; JSON text. */
  params: string;
  /** `params.arguments` of them; null for a call that has none. */
  arguments: string | null;
  /** `_meta` without what changes from one sending to the next; null: none. */
  meta: string | null;
  /** Members of the arguments that the tool's schema does not know, as JSON pointers into the arguments. */
  unknownFields: string[];
  /** The first thousand characters of what the definition that the call was held with says of the tool: the server's words. null: it says nothing, or is another one by now. */
  toolDescription: string | null;
  /** The tool's definition is as it was when the call was held; false: it would not run. null: no tool. */
  definitionIsCurrent: boolean | null;
};

/** Calls of the same grant and tool in the last 30 days. */
export type SimilarCalls = { approved: number; refused: number; expired: number; last: { id: string; at: Date; state: ApprovalState }[] };

export type ApprovalDetail = Approval & {
  call: ApprovalCall;
  votes: ApprovalVote[];
  runs: ApprovalUse[];
  end: ApprovalEnd | null;
  /** The version that asked is the one that the call is checked against before it runs; null: it runs no more. */
  policyIsCurrent: boolean | null;
  similar: SimilarCalls;
};
