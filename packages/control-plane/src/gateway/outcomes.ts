import type { Pool } from "@portcullis/db/runtime";
import { ask } from "./ask.ts";
import type { Admissible } from "./batcher.ts";
import { bytes, field } from "./composite-text.ts";
import type { OutcomeRow } from "./outcome-row.ts";

/** Stores outcomes of many organizations in one statement (`portcullis.record_outcomes`). */
export async function storeOutcomes(pool: Pool, rows: readonly OutcomeRow[], deadlineMs: number): Promise<void> {
  const byOrganization = new Map<string, string[]>();
  for (const row of rows) {
    const own = byOrganization.get(row.organizationId);
    if (own) own.push(encodeOutcome(row));
    else byOrganization.set(row.organizationId, [encodeOutcome(row)]);
  }
  const organizations = [...byOrganization].sort(([a], [b]) => (a < b ? -1 : 1));
  let last = 0;
  const lasts = organizations.map(([, own]) => {
    last += own.length;
    return last;
  });
  const values = [
    `{${organizations.map(([organizationId]) => organizationId).join(",")}}`,
    `{${lasts.join(",")}}`,
    `{${organizations.map(([, own]) => own.join(",")).join(",")}}`,
  ];
  await ask(pool, { name: "record_outcomes", text: recordOutcomesText, values }, deadlineMs);
}

/** The outcome of an attempt that may have been recorded, and was not sent. */
export const notSent = ({ organizationId, id }: Admissible): OutcomeRow => ({
  organizationId,
  id,
  outcome: "not_sent",
  upstreamStatus: null,
  durationMs: 0,
  requestBytes: null,
  responseBytes: null,
  resultDigest: null,
});

function encodeOutcome({ id, outcome, upstreamStatus, durationMs, requestBytes, responseBytes, resultDigest }: OutcomeRow): string {
  const sizes = `${requestBytes ?? ""},${responseBytes ?? ""},${bytes(resultDigest)}`;
  return `"(${field(id)},${field(outcome)},${upstreamStatus ?? ""},${durationMs},${sizes})"`;
}

const recordOutcomesText = "SELECT portcullis.record_outcomes($1, $2, $3)";
