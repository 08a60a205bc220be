import type { DecisionRow } from "./decision-row.ts";

/** One attempt as it is recorded before anything is sent; what became of it follows as a row of its own. */
export type AttemptRow = Omit<DecisionRow, "outcome" | "upstreamStatus" | "durationMs"> & {
  /** Whose grant it is. */
  ownerId: string | null;
  /** Scheme, host and port that the call goes to. */
  upstreamOrigin: string | null;
  /** SHA-256 of the tool's pinned definition. */
  toolDigest: Uint8Array | null;
  /** SHA-256 of the call in canonical form (security.md, C1). */
  callDigest: Uint8Array | null;
  /** JSON text: the arguments as their class lets them be seen; null where the organization keeps names only. */
  argumentView: string | null;
  /** JSON pointers of what was changed in the message before it was forwarded. */
  splices: readonly string[];
  /** 32 hex digits. */
  traceId: string | null;
  recording: "guaranteed" | "buffered";
};
