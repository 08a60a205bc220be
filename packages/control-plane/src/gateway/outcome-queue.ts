import { wasRolledBack } from "./ask.ts";
import type { Scheduler } from "./batcher.ts";
import type { OutcomeRow } from "./outcome-row.ts";

export type OutcomeQueueOptions = {
  /** Stores the rows in one transaction and resolves once it is committed; storing a row twice is storing it once. */
  send: (rows: readonly OutcomeRow[]) => Promise<void>;
  scheduler: Pick<Scheduler, "after">;
  /** How long a row is collected with others. */
  collectMs?: number;
  /** How long after a failure the rows are tried again. */
  againMs?: number;
  rowsMax?: number;
  /** Rows kept while the database is away. */
  queueMax?: number;
  /** Rows could not be stored; `lost` of them are gone for good, and their attempts stay open. */
  onError?: (error: unknown, lost: number) => void;
};

/** Keeps outcomes until the database has them. Nobody waits for it. */
export class OutcomeQueue {
  readonly #options: Required<OutcomeQueueOptions>;
  #rows: OutcomeRow[] = [];
  #isScheduled = false;
  #sending: Promise<void> | undefined;

  constructor(options: OutcomeQueueOptions) {
    this.#options = { ...defaults, ...options };
  }

  get waiting(): number {
    return this.#rows.length;
  }

  add(row: OutcomeRow): void {
    const { queueMax, onError } = this.#options;
    if (this.#rows.length >= queueMax) {
      this.#rows.shift();
      onError(new Error("the queue of outcomes is full"), 1);
    }
    this.#rows.push(row);
    this.#schedule(this.#options.collectMs);
  }

  /** Closes attempts that were not sent although they may have been admitted, now and after each wait: their commit may land late. */
  close(rows: readonly OutcomeRow[], waitsMs: readonly number[]): void {
    for (const wait of waitsMs) {
      this.#options.scheduler.after(wait, () => {
        for (const row of rows) this.add(row);
      });
    }
  }

  /** Stores what waits, or learns that it cannot be. */
  async flush(): Promise<void> {
    while (this.#rows.length > 0 || this.#sending !== undefined) {
      const before = this.#rows.length;
      await (this.#sending ?? this.#send());
      if (this.#rows.length >= before && before > 0) return;
    }
  }

  #schedule(ms: number): void {
    if (this.#isScheduled || this.#sending !== undefined) return;
    this.#isScheduled = true;
    this.#options.scheduler.after(ms, () => {
      this.#isScheduled = false;
      void (this.#sending ?? this.#send());
    });
  }

  #send(): Promise<void> {
    const rows = this.#rows.splice(0, this.#options.rowsMax);
    if (rows.length === 0) return Promise.resolve();
    this.#sending = this.#store(rows).then((isStored) => {
      this.#sending = undefined;
      if (this.#rows.length > 0) this.#schedule(isStored ? 0 : this.#options.againMs);
    });
    return this.#sending;
  }

  /** @returns false when the database is away: the rows wait again, before all others */
  async #store(rows: readonly OutcomeRow[]): Promise<boolean> {
    const { send, onError } = this.#options;
    try {
      await send(rows);
      return true;
    } catch (error) {
      if (!wasRolledBack(error)) {
        onError(error, 0);
        this.#rows.unshift(...rows);
        return false;
      }
      // A row that the database refuses keeps no other from its place.
      if (rows.length === 1) onError(error, 1);
      else for (const row of rows) if (!(await this.#store([row]))) return false;
      return true;
    }
  }
}

const defaults = { collectMs: 100, againMs: 500, rowsMax: 1_000, queueMax: 100_000, onError: () => {} };
