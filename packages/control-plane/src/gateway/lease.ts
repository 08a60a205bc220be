import type { Pool } from "@portcullis/db/runtime";
import { ask, StoreUnavailable } from "./ask.ts";

export type LeaseOptions = {
  pool: Pool;
  deadlineMs: number;
  newId: () => string;
  host: string;
  build: string;
  renewMs?: number;
  onError: (error: unknown) => void;
};

/**
 * This process's row among the replicas. Whoever does not renew it for ten seconds is gone: its open attempts are closed as `unknown`, and if it
 * was only frozen, it goes on under another id. Nothing is recorded under a row that is not there, or in a database that may forget it.
 */
export class Lease {
  readonly #options: Required<LeaseOptions>;
  #id: string;
  #isHeld = false;
  #renewing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: LeaseOptions) {
    this.#options = { renewMs: 2_000, ...options };
    this.#id = options.newId();
  }

  /** Renews from now on. A database that is away is asked again. */
  start(): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setInterval(() => void this.#renew().catch(this.#options.onError), this.#options.renewMs).unref();
    void this.#renew().catch(this.#options.onError);
  }

  /**
   * The replica's id, once its row is there.
   * @throws StoreUnavailable
   */
  async id(): Promise<string> {
    this.start();
    if (!this.#isHeld) await this.#renew();
    return this.#id;
  }

  /** Says that the process has ended of its own will; what is open then will never have an outcome. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#renewing?.catch(() => {});
    if (!this.#isHeld) return;
    const question = { name: "replica_end", text: endText, values: [this.#id] };
    await ask(this.#options.pool, question, this.#options.deadlineMs).catch(this.#options.onError);
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #ask(): Promise<void> {
    const { pool, host, build, deadlineMs, newId } = this.#options;
    const [row] = await ask<LeaseRow>(pool, { name: "replica_renew", text: renewText, values: [this.#id, host, build] }, deadlineMs);
    if (row === undefined) {
      this.#isHeld = false;
      this.#id = newId();
      return this.#ask();
    }
    if (row.fsync === "off" || unsafeCommits.has(row.synchronous_commit)) {
      this.#isHeld = false;
      const said = `fsync is ${row.fsync}, synchronous_commit is ${row.synchronous_commit}: the database may forget what it has acknowledged`;
      throw new StoreUnavailable(new Error(said));
    }
    this.#isHeld = true;
  }
}

type LeaseRow = { fsync: string; synchronous_commit: string };

// No row comes back for one that was given up for dead.
const renewText = `
  INSERT INTO portcullis.replica AS r (id, host, build) VALUES ($1, $2, $3)
  ON CONFLICT (id) DO UPDATE SET renewed_at = clock_timestamp() WHERE r.reaped_at IS NULL
  RETURNING current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`;
const endText = "UPDATE portcullis.replica SET ended_at = clock_timestamp() WHERE id = $1";
const unsafeCommits = new Set(["off", "local"]);
