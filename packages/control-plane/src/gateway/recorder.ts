import { StoreUnavailable, wasRefused } from "./ask.ts";
import type { DecisionRow } from "./decision-row.ts";
import { encodeDecision } from "./encode-decision.ts";

/** The arguments of `portcullis.record_decisions`, each in PostgreSQL's text form of an array. */
export type RecordBatch = { organizations: string; lasts: string; rows: string; grants: string };

export type RecorderOptions = {
  /** Stores a batch in one statement and resolves once it is committed. */
  send: (batch: RecordBatch) => Promise<void>;
  rowsMax?: number;
  lanesMax?: number;
  /** Rows that may wait; more are refused at once. */
  queueMax?: number;
  /** A second lane opens when at least so many rows wait for the first. */
  laneRowsMin?: number;
  onBatch?: (rows: number) => void;
};

type Waiting = { organizationId: string; grantId: string; entry: string; resolve: () => void; reject: (error: Error) => void };

/**
 * Writes decisions in batches: what arrives while a batch is on its way goes into the next one, so a lone call never waits and
 * a crowd shares a commit.
 */
export class Recorder {
  readonly #send: (batch: RecordBatch) => Promise<void>;
  readonly #rowsMax: number;
  readonly #lanesMax: number;
  readonly #queueMax: number;
  readonly #laneRowsMin: number;
  readonly #onBatch: (rows: number) => void;
  #queue: Waiting[] = [];
  #lanes = 0;
  #scheduled = false;
  readonly #noted = new Set<string>();
  #notedSince = 0;

  constructor({ send, rowsMax = 256, lanesMax = 2, queueMax = 4_096, laneRowsMin = 8, onBatch = () => {} }: RecorderOptions) {
    this.#send = send;
    this.#rowsMax = rowsMax;
    this.#lanesMax = lanesMax;
    this.#queueMax = queueMax;
    this.#laneRowsMin = laneRowsMin;
    this.#onBatch = onBatch;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Resolves when the row is committed.
   * @throws StoreUnavailable when it is not known to be
   */
  record(row: DecisionRow): Promise<void> {
    if (this.#queue.length >= this.#queueMax) return Promise.reject(new StoreUnavailable(new Error("the queue of records is full")));
    return new Promise((resolve, reject) => {
      const { organizationId, grantId } = row;
      this.#queue.push({ organizationId, grantId, entry: encodeDecision(row), resolve, reject });
      this.#schedule();
    });
  }

  // What one turn of the event loop brings travels together.
  #schedule(): void {
    if (this.#scheduled || this.#lanes >= this.#lanesMax) return;
    if (this.#lanes > 0 && this.#queue.length < this.#laneRowsMin) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const batch = this.#queue.splice(0, this.#rowsMax);
    if (batch.length === 0) return;
    this.#lanes++;
    this.#onBatch(batch.length);
    void this.#write(batch).finally(() => {
      this.#lanes--;
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  async #write(batch: Waiting[]): Promise<void> {
    try {
      await this.#send(encodeBatch(batch, this.#newlyUsed(batch)));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (wasRefused(error) && batch.length > 1) return this.#writeOneByOne(batch);
      const failure = error instanceof StoreUnavailable ? error : new StoreUnavailable(error);
      // Who waits behind a database that does not answer would only wait as long again.
      const behind = wasRefused(error) ? [] : this.#queue.splice(0);
      for (const { reject } of [...batch, ...behind]) reject(failure);
    }
  }

  /** Grants whose last use is to be noted: each at most once in a while, for noting costs as much as three rows. */
  #newlyUsed(batch: readonly Waiting[]): string[] {
    const now = performance.now();
    if (now - this.#notedSince > noteMs) {
      this.#noted.clear();
      this.#notedSince = now;
    }
    const found: string[] = [];
    for (const { grantId } of batch) {
      if (this.#noted.has(grantId)) continue;
      this.#noted.add(grantId);
      found.push(grantId);
    }
    return found;
  }

  /** One row that the database refuses must harm only its own call. */
  async #writeOneByOne(batch: Waiting[]): Promise<void> {
    for (const row of batch) await this.#write([row]);
  }
}

/** Rows of one organization stand together; `lasts` says, from 1, where each organization's end. */
function encodeBatch(batch: readonly Waiting[], grants: readonly string[]): RecordBatch {
  const byOrganization = new Map<string, string[]>();
  for (const { organizationId, entry } of batch) {
    const rows = byOrganization.get(organizationId);
    if (rows) rows.push(entry);
    else byOrganization.set(organizationId, [entry]);
  }
  let last = 0;
  const lasts = [...byOrganization.values()].map((rows) => {
    last += rows.length;
    return last;
  });
  const rows = [...byOrganization.values()].map((rows) => rows.join(",")).join(",");
  return {
    organizations: `{${[...byOrganization.keys()].join(",")}}`,
    lasts: `{${lasts.join(",")}}`,
    rows: `{${rows}}`,
    grants: `{${grants.join(",")}}`,
  };
}

const noteMs = 20_000;
