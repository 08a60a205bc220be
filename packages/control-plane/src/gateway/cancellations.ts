import type { Pool } from "@portcullis/db/runtime";
import { ask } from "./ask.ts";
import { cancelledPerNoticeMax, tellCancelled } from "./watch.ts";

/**
 * Tells every replica of calls that their clients take back, some milliseconds' worth in one question: a client that cancels what never was costs no more
 * than one that does not. What is too much is left out, and such a call is held until its time is over.
 */
export class Cancellations {
  readonly #options: { pool: Pool; deadlineMs: number; onError: (error: unknown) => void };
  #waiting = new Set<string>();
  #telling = false;

  constructor(options: { pool: Pool; deadlineMs: number; onError: (error: unknown) => void }) {
    this.#options = options;
  }

  add(mark: string): void {
    if (this.#waiting.size < cancelledPerNoticeMax) this.#waiting.add(mark);
    if (this.#telling) return;
    this.#telling = true;
    setTimeout(() => void this.#tell(), gatherMs).unref();
  }

  async #tell(): Promise<void> {
    const { pool, deadlineMs, onError } = this.#options;
    const marks = [...this.#waiting];
    this.#waiting = new Set();
    await ask(pool, tellCancelled(marks), deadlineMs).catch(onError);
    this.#telling = false;
    const [next] = this.#waiting;
    if (next !== undefined) this.add(next);
  }
}

/** T15 allows a tenth of a second until a held call is withdrawn. */
const gatherMs = 20;
