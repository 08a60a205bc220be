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
  /** Committed; the call may leave within a second of `handedAt`. `full`: of a policy that only observes. */
  | { verdict: "admitted"; handedAt: HandedAt; limits: readonly LimitUse[]; full?: FullLimit }
  /** A denied call, committed. */
  | { verdict: "recorded" }
  /** Recorded as denied, with `message`. */
  | ({ verdict: "limit"; message: string } & FullLimit)
  /** Nothing is recorded: the route is older than the database. Load it again and decide again, at most twice, then `stale_policy`. */
  | { verdict: "stale" }
  /** Recorded as denied, with `message`. `state`: of a duplicate, what became of the first call. */
  | { verdict: "denied"; reason: AdmissionDenial; message: string; state?: string };

/** `batch_refused`: another call of `admitTogether` was. */
export type AdmissionDenial = "killed" | "grant_revoked" | "duplicate_call" | "idempotency_mismatch" | "batch_refused";

/** More calls wait for admission than may: nothing was done for this one. */
export class Overloaded extends Error {
  override name = "Overloaded";
}
