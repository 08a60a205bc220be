import type { Pool } from "@portcullis/db/runtime";
import type { AdmissionDenial, AdmitRequest, AdmitVerdict, FullLimit, LimitUse } from "./admission.ts";
import { ask } from "./ask.ts";
import { type Admissible, type Answer, Batcher } from "./batcher.ts";
import { type EncodedCall, encodeBatch, encodeCall } from "./encode-admission.ts";
import { LastUses } from "./last-uses.ts";
import { realTime } from "./real-time.ts";

export type AdmissionsOptions = {
  pool: Pool;
  /** The id that attempts are recorded under, once the replica's row is there. */
  replica: () => Promise<string>;
  /** See `Batcher`. */
  onUnsent: (calls: readonly Admissible[], isKnown: boolean) => void;
  deadlineMs: number;
  onBatch?: (calls: number) => void;
};

type Call = Admissible & { encoded: EncodedCall };

/** Has calls admitted by `portcullis.admit`, in batches. */
export class Admissions {
  readonly #batcher: Batcher<Call, VerdictRow>;
  readonly #lastUses = new LastUses();

  constructor({ pool, replica, deadlineMs, onUnsent, onBatch }: AdmissionsOptions) {
    const send = async (calls: readonly Call[], together: boolean) => {
      const { places, ...batch } = encodeBatch(calls.map(({ encoded }) => encoded));
      const values = [await replica(), together, batch.organizations, batch.lasts, batch.counterLasts, batch.limitLasts];
      values.push(batch.calls, batch.counters, batch.limits, batch.approvals);
      const rows = await ask<VerdictRow>(pool, { name: "admit", text: admitText, values }, deadlineMs);
      // A call is let through by a row that says so, never by the absence of one.
      return places.map((place) => verdictAt(rows, place));
    };
    this.#batcher = new Batcher({ send, onUnsent, scheduler: realTime, deadlineMs, ...(onBatch && { onBatch }) });
  }

  get waiting(): number {
    return this.#batcher.waiting;
  }

  get lanes(): number {
    return this.#batcher.lanes;
  }

  async admit(request: AdmitRequest): Promise<AdmitVerdict> {
    const answer = await this.#batcher.admit([this.#callOf(request)]);
    return verdictOf(answer.rows[0]!, answer);
  }

  /** All are admitted, or none. */
  async admitTogether(requests: readonly AdmitRequest[]): Promise<AdmitVerdict[]> {
    if (requests.length === 0) return [];
    const calls = requests.map((request) => this.#callOf(request));
    const answer = await this.#batcher.admit(calls, true);
    return answer.rows.map((row) => verdictOf(row, answer));
  }

  #callOf(request: AdmitRequest): Call {
    const { organizationId, id, effect, grantId } = request.attempt;
    return { organizationId, id, effect, encoded: encodeCall(request, this.#lastUses.mark(grantId)) };
  }
}

type VerdictRow = {
  call: number;
  verdict: "admitted" | "recorded" | "denied" | "limit" | "held" | "stale" | "retry";
  reason: AdmissionDenial | null;
  message: string | null;
  state: string | null;
  item: number | null;
  resets_at: Date | null;
  retry_after_seconds: number | null;
  limits: string | null;
  approval_id: string | null;
  expires_at: Date | null;
  successor: string | null;
  sealed_call: string | null;
};

function verdictAt(rows: readonly VerdictRow[], place: number): VerdictRow {
  const row = rows[place - 1];
  if (row?.call !== place) throw new Error("the database gave no verdict on a call");
  return row;
}

function verdictOf(row: VerdictRow, { handedAt }: Answer<VerdictRow>): AdmitVerdict {
  const full = fullLimit(row);
  const message = row.message ?? "";
  switch (row.verdict) {
    case "admitted":
      return {
        verdict: "admitted",
        handedAt,
        limits: row.limits === null ? [] : (JSON.parse(row.limits) as LimitUse[]),
        ...(full && { full }),
        ...(row.approval_id !== null && { approvalId: row.approval_id }),
      };
    case "held":
      return { verdict: "held", approvalId: row.approval_id!, expiresAt: row.expires_at! };
    case "limit":
      return { verdict: "limit", message, ...full! };
    case "denied":
      return { verdict: "denied", reason: row.reason!, message, ...deniedMore(row) };
    case "recorded":
    case "stale":
      return { verdict: row.verdict };
    default:
      throw new Error(`no such verdict: ${row.verdict}`);
  }
}

const deniedMore = ({ state, approval_id, successor, sealed_call }: VerdictRow) => ({
  ...(state !== null && { state }),
  ...(approval_id !== null && { approvalId: approval_id }),
  ...(successor !== null && sealed_call !== null && { successor: { id: successor, sealedCall: sealed_call } }),
});

const fullLimit = ({ item, resets_at, retry_after_seconds }: VerdictRow): FullLimit | undefined =>
  item === null ? undefined : { index: item, retryAfterSeconds: retry_after_seconds!, resetsAt: resets_at! };

// One row per call, in the order in which they stand in the batch.
const admitText = "SELECT * FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
