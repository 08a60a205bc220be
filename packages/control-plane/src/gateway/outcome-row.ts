import type { Outcome } from "./decision-row.ts";

/** What became of an admitted call. Bytes are of the bodies, and digests SHA-256; null: not known. */
export type OutcomeRow = {
  organizationId: string;
  /** Of the attempt. */
  id: string;
  /** `not_sent` gives back what was taken of limits: the request provably never left. */
  outcome: Exclude<Outcome, "refused">;
  upstreamStatus: number | null;
  durationMs: number;
  requestBytes: number | null;
  responseBytes: number | null;
  resultDigest: Uint8Array | null;
};
