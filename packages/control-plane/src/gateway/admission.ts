import type { Reservation } from "@portcullis/policy";
import type { AttemptRow } from "./attempt-row.ts";
import type { Moment } from "./batcher.ts";

/** One call for `admit`. */
export type AdmitRequest = {
  /** Effect "deny": recorded under the live state too, and never sent. */
  attempt: AttemptRow;
  /** Milliseconds from the request to its refusal: of a denied call, and of one that admission itself denies. */
  refusedAfterMs?: number;
  /** `Route.revision` of the route that the call was judged by. */
  revision: bigint;
  /** Of an allowed call: all are taken, or none. */
  reservations: readonly Reservation[];
  /** A full limit refuses nothing: nothing is taken, and the row says what it would have been. */
  observe: boolean;
  /** At most 128 bytes, the client's own; with the digest of the call that it stands for. */
  idempotency: { key: string; digest: Uint8Array } | null;
  /** Of a call that people have to approve; its attempt and its reservations are those of an allowed one. */
  approval?: ApprovalAsked;
};

/** What is written down of a call that nobody has been asked about yet, and by what one that somebody has been asked about is found. */
export type ApprovalAsked = {
  /** UUIDv7 for a new request. */
  id: string;
  /** SHA-256 of method, tool and parameters alone. */
  paramsDigest: Uint8Array;
  /** The call in canonical form, sealed for the new request's row. */
  sealedCall: string;
  category: string | null;
  /** Where the document asks for approval, and the rule of the decision once it is given. */
  rule: string;
  allowedBy: string;
  message: string;
  approvers: readonly string[];
  minApprovals: number;
  expiresAfterSeconds: number;
  /** The request that the call was told to wait for (a sealed `requestState`): no other one counts, and none is made. */
  reference?: string;
};

/** What was taken of one limit. Numbers are exact decimal text; `before` and `after` are of its current window. */
export type LimitUse = {
  name: string;
  scope: Reservation["scope"];
  window: Reservation["window"];
  rolling: boolean;
  max: string;
  amount: string;
  before: string;
  after: string;
  resets_at: string;
};

/** A limit that had no room. `index`: into the reservations given. */
export type FullLimit = { index: number; retryAfterSeconds: number; resetsAt: Date };

/**
 * When a batch was handed to the database, by `performance.now()` and by the wall clock, in milliseconds: the deadline to send counts from
 * here.
 */
export type HandedAt = Moment;

export type AdmitVerdict =
  /**
   * Committed; the call may leave within a second of `handedAt`. `full`: of a policy that only observes. `approvalId`: whose use was taken; without one a
   * call that needs approval may not leave.
   */
  | { verdict: "admitted"; handedAt: HandedAt; limits: readonly LimitUse[]; full?: FullLimit; approvalId?: string }
  /** A denied call, committed. */
  | { verdict: "recorded" }
  /** Recorded as denied, with `message`. */
  | ({ verdict: "limit"; message: string } & FullLimit)
  /** Nothing is recorded: the route is older than the database. Load it again and decide again, at most twice, then `stale_policy`. */
  | { verdict: "stale" }
  /** Recorded as waiting for approval: nothing may be sent. */
  | { verdict: "held"; approvalId: string; expiresAt: Date }
  /**
   * Recorded as denied, with `message`. `state`: of a duplicate, what became of the first call; "reference": the request that the call was told to
   * wait for is used, over or another one. `successor`: of a call whose arguments a person has changed, the request with the other ones.
   */
  | {
      verdict: "denied";
      reason: AdmissionDenial;
      message: string;
      state?: string;
      approvalId?: string;
      successor?: { id: string; sealedCall: string };
    };

/** `batch_refused`: another call of `admitTogether` was. */
export type AdmissionDenial =
  | "killed"
  | "grant_revoked"
  | "duplicate_call"
  | "idempotency_mismatch"
  | "batch_refused"
  | "approval_required"
  | "approval_invalid";

/** More calls wait for admission than may: nothing was done for this one. */
export class Overloaded extends Error {
  override name = "Overloaded";
}
