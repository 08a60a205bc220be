/** The revisions of the specification, as data: whether a later one exists is not settled. Newest first. */
export type Era = "modern" | "legacy";

export const MODERN_VERSIONS: readonly string[] = ["2026-07-28"];
/** 2024-11-05 means its messages over Streamable HTTP, without batches. */
export const LEGACY_VERSIONS: readonly string[] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
export const SERVED_VERSIONS: readonly string[] = [...MODERN_VERSIONS, ...LEGACY_VERSIONS];

const FIRST_MODERN = "2026-07-28";

/** A date of the first modern revision or later, served or not. What is no date names no revision. */
export function namesModern(version: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(version) && version >= FIRST_MODERN;
}
