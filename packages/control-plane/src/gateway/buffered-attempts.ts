import type { Pool } from "@portcullis/db/runtime";
import { ask } from "./ask.ts";
import type { AttemptRow } from "./attempt-row.ts";
import { encodeBatch, encodeCall } from "./encode-admission.ts";

/** An attempt as a spool keeps it: JSON can hold it, and the database reads it as it stands. */
export type BufferedAttempt = { organizationId: string; id: string; entry: string };

/** @throws RangeError never; what cannot be stored is replaced, as everywhere in the record */
export function encodeBuffered(attempt: AttemptRow, revision: bigint, marksUse: boolean): BufferedAttempt {
  // That it was buffered, `record_attempts` says itself.
  const { organizationId, call } = encodeCall({ attempt, revision, reservations: [], observe: false, idempotency: null }, marksUse);
  return { organizationId, id: attempt.id, entry: call };
}

/**
 * Stores attempts of buffered servers; one that is there already stays as it is.
 * @throws StoreUnavailable when it is not known that they are stored
 */
export async function storeBuffered(pool: Pool, replica: string, attempts: readonly BufferedAttempt[], deadlineMs: number): Promise<void> {
  const calls = attempts.map(({ organizationId, entry }) => ({ organizationId, call: entry, limits: [] }));
  const { organizations, lasts, calls: entries } = encodeBatch(calls);
  await ask(pool, { name: "record_attempts", text: recordAttemptsText, values: [replica, organizations, lasts, entries] }, deadlineMs);
}

const recordAttemptsText = "SELECT portcullis.record_attempts($1, $2, $3, $4)";
