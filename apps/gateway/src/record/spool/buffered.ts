import {
  type AttemptRow,
  type BufferedAttempt,
  encodeBuffered,
  type GatewayStore,
  LastUses,
  type OutcomeRow,
  StoreUnavailable,
} from "@portcullis/control-plane/gateway";
import { adoptOrphans, type Orphan } from "./adopt.ts";
import { Spool, type Spooled } from "./spool.ts";

export type BufferedOptions = {
  store: Pick<GatewayStore, "recordBuffered" | "outcome">;
  folder: string;
  newId: () => string;
  onError: (error: unknown) => void;
  drainMs?: number;
  bytesMax?: number;
};

/**
 * Records for buffered servers (security.md 8.5): in a file before the call leaves, in the database within a second. When the file grows old
 * or large, `isReady` says no, and calls are admitted one by one as on every other server.
 */
export class Buffered {
  readonly #options: BufferedOptions;
  readonly #spool: Spool<BufferedAttempt>;
  /** Outcomes of attempts that the database does not have yet. */
  readonly #outcomes = new Map<string, OutcomeRow>();
  readonly #pending = new Set<string>();
  readonly #lastUses = new LastUses();
  readonly #timer: NodeJS.Timeout;
  /** Files of dead processes, taken over and not stored yet. */
  readonly #orphans: Orphan<BufferedAttempt>[] = [];
  #adoptAt = 0;
  #draining: Promise<void> | undefined;
  #isClosed = false;

  /** @throws Error of the file system: then the installation cannot buffer */
  constructor(options: BufferedOptions) {
    const { folder, newId, onError, bytesMax } = options;
    this.#options = options;
    this.#spool = new Spool({ folder, newId, onError, ...(bytesMax !== undefined && { bytesMax }) });
    this.#timer = setInterval(() => void this.#drain(), options.drainMs ?? 100).unref();
  }

  get isReady(): boolean {
    return !this.#isClosed && !this.#spool.isFull && this.#spool.ageMs <= ageMsMax;
  }

  get waiting(): number {
    return this.#spool.waiting;
  }

  /**
   * The record is in the file when this returns; only then may the call leave.
   * @throws Error when it is not
   */
  record(attempt: AttemptRow, revision: bigint): void {
    this.#spool.append(encodeBuffered(attempt, revision, this.#lastUses.mark(attempt.grantId)));
    this.#pending.add(attempt.id);
  }

  /** What became of a call; it goes to the database after its attempt. False: the attempt is there, or was never here. */
  outcome(row: OutcomeRow): boolean {
    if (!this.#pending.has(row.id)) return false;
    this.#outcomes.set(row.id, row);
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#draining;
    await this.#drain();
    this.#spool.close();
  }

  #drain(): Promise<void> {
    this.#draining ??= this.#store().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #store(): Promise<void> {
    try {
      for (let batch = this.#spool.oldest(batchMax); batch.length > 0; batch = this.#spool.oldest(batchMax)) {
        await this.#stores(batch.map(({ record }) => record));
        this.#stored(batch);
      }
      // Last: what others have left behind keeps nobody's own records from their place.
      await this.#adopt();
    } catch (error) {
      // They are in the file, and are tried again.
      this.#options.onError(error);
    }
  }

  /** @returns how many the database refuses for what is in them: nobody could ever store these. @throws StoreUnavailable */
  async #stores(records: readonly BufferedAttempt[]): Promise<number> {
    try {
      await this.#options.store.recordBuffered(records);
      return 0;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      if (records.length === 1) {
        this.#options.onError(new Error(`the database refuses a record of the spool: ${records[0]!.entry}`, { cause: error }));
        return 1;
      }
      let refused = 0;
      for (const record of records) refused += await this.#stores([record]);
      return refused;
    }
  }

  /** Stores what processes that have died left behind. Their calls may have run; nobody knows. */
  async #adopt(): Promise<void> {
    const { folder, onError, store } = this.#options;
    if (performance.now() >= this.#adoptAt) {
      this.#adoptAt = performance.now() + adoptMs;
      this.#orphans.push(...adoptOrphans(folder, (text) => JSON.parse(text) as BufferedAttempt, onError));
    }
    for (let orphan = this.#orphans[0]; orphan !== undefined; orphan = this.#orphans[0]) {
      const { records, remove, setAside } = orphan;
      let refused = 0;
      for (let at = 0; at < records.length; at += batchMax) refused += await this.#stores(records.slice(at, at + batchMax));
      for (const { organizationId, id } of records) store.outcome(unknownOutcome(organizationId, id));
      if (refused > 0) setAside();
      else remove();
      this.#orphans.shift();
    }
  }

  #stored(batch: readonly Spooled<BufferedAttempt>[]): void {
    this.#spool.done(batch);
    for (const { record } of batch) {
      this.#pending.delete(record.id);
      const outcome = this.#outcomes.get(record.id);
      if (outcome === undefined) continue;
      this.#outcomes.delete(record.id);
      this.#options.store.outcome(outcome);
    }
  }
}

const unknownOutcome = (organizationId: string, id: string): OutcomeRow => ({
  organizationId,
  id,
  outcome: "unknown",
  upstreamStatus: null,
  durationMs: 0,
  requestBytes: null,
  responseBytes: null,
  resultDigest: null,
});

const ageMsMax = 1_000;
/** How often it is looked whether somebody has died. */
const adoptMs = 2_000;
const batchMax = 256;
