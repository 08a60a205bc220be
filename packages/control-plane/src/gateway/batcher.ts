import { Overloaded } from "./admission.ts";
import { StoreUnavailable, wasRolledBack } from "./ask.ts";

/** One call on its way through the batcher. `id` is its attempt's. */
export type Admissible = { organizationId: string; id: string; effect: "allow" | "deny" };

/** A verdict row: `retry` is the batcher's own business, every other goes to the caller. */
export type Verdict = { verdict: string };

/** Both clocks at one moment, in milliseconds: a replica that was frozen sees it in one, a stepped wall clock in the other. */
export type Moment = { monotonic: number; wall: number };

/** Time as the batcher sees it; a simulation gives its own. */
export type Scheduler = {
  now(): Moment;
  /** Runs `task` once, later. */
  after(ms: number, task: () => void): void;
  /** Runs `task` when everything has arrived that this turn of the event loop brings. */
  soon(task: () => void): void;
};

export type BatcherOptions<Call extends Admissible, Row extends Verdict> = {
  /** Decides a batch in one transaction and resolves, one row per call and in their order, when the commit is known. `together`: all or none. */
  send: (calls: readonly Call[], together: boolean) => Promise<readonly Row[]>;
  /** Nobody knows whether these were admitted; they are not sent. Or (`isKnown`) they were, after their caller had given up. */
  onUnsent: (calls: readonly Call[], isKnown: boolean) => void;
  scheduler: Scheduler;
  callsMax?: number;
  lanesMax?: number;
  /** What is collected goes to another lane, if one is free, after so long. */
  collectMs?: number;
  queueMax?: number;
  organizationQueueMax?: number;
  /** How long a caller waits in all. */
  deadlineMs?: number;
  onBatch?: (calls: number) => void;
};

/** Calls that are decided together: one, or the elements of a client's batch. */
type Unit<Call, Row> = {
  organizationId: string;
  calls: readonly Call[];
  together: boolean;
  /** Goes in a batch of its own, for the last time. */
  alone: boolean;
  retries: number;
  since: number;
  settled: boolean;
  resolve: (admitted: Answer<Row>) => void;
  reject: (error: Error) => void;
};
export type Answer<Row> = { rows: readonly Row[]; handedAt: Moment };

/**
 * Collects calls and has them admitted in batches (security.md 8.2). With nothing under way a call goes at once; otherwise what arrives is
 * collected until a batch returns, or for two milliseconds where another lane is free. Organizations take turns, and each is in one batch at a time.
 */
export class Batcher<Call extends Admissible, Row extends Verdict> {
  readonly #options: Required<BatcherOptions<Call, Row>>;
  /** By organization, whose turn is next first. */
  readonly #queues = new Map<string, Unit<Call, Row>[]>();
  readonly #waitingOf = new Map<string, number>();
  /** Organizations of the batches under way: another batch with one of them would wait for its counters, and all others in it as well. */
  readonly #underWay = new Set<string>();
  /** Oldest first. */
  readonly #unsettled = new Set<Unit<Call, Row>>();
  #waiting = 0;
  #lanes = 0;
  #isSoon = false;
  #isCollecting = false;
  #isWatching = false;

  constructor(options: BatcherOptions<Call, Row>) {
    this.#options = { ...defaults, ...options };
  }

  /** Calls that wait to be handed over. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Batches under way. */
  get lanes(): number {
    return this.#lanes;
  }

  /**
   * @throws Overloaded when too many wait
   * @throws StoreUnavailable when it is not known in time that the call is admitted: it must not be sent
   */
  admit(calls: readonly Call[], together = false): Promise<Answer<Row>> {
    const [{ organizationId }] = calls as [Call];
    const { queueMax, organizationQueueMax, scheduler } = this.#options;
    const ofOrganization = this.#waitingOf.get(organizationId) ?? 0;
    if (this.#waiting + calls.length > queueMax || ofOrganization + calls.length > organizationQueueMax) {
      return Promise.reject(new Overloaded(`${ofOrganization} calls of the organization and ${this.#waiting} in all wait for admission`));
    }
    return new Promise((resolve, reject) => {
      const since = scheduler.now().monotonic;
      const unit = { organizationId, calls, together, alone: false, retries: 0, since, settled: false, resolve, reject };
      this.#unsettled.add(unit);
      this.#watchDeadlines();
      this.#enqueue(unit);
      this.#schedule();
    });
  }

  #enqueue(unit: Unit<Call, Row>, place: "last" | "first" = "last"): void {
    const { organizationId, calls } = unit;
    const queue = this.#queues.get(organizationId);
    if (queue === undefined) this.#queues.set(organizationId, [unit]);
    else if (place === "first") queue.unshift(unit);
    else queue.push(unit);
    this.#count(organizationId, calls.length);
  }

  #count(organizationId: string, calls: number): void {
    this.#waiting += calls;
    const left = (this.#waitingOf.get(organizationId) ?? 0) + calls;
    if (left === 0) this.#waitingOf.delete(organizationId);
    else this.#waitingOf.set(organizationId, left);
  }

  #schedule(): void {
    const { scheduler, lanesMax, callsMax, collectMs } = this.#options;
    if (this.#waiting === 0 || this.#lanes >= lanesMax) return;
    if (this.#lanes === 0 || this.#waiting >= callsMax) {
      if (this.#isSoon) return;
      this.#isSoon = true;
      scheduler.soon(() => {
        this.#isSoon = false;
        this.#flush();
      });
    } else if (!this.#isCollecting) {
      this.#isCollecting = true;
      scheduler.after(collectMs, () => {
        this.#isCollecting = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#lanes >= this.#options.lanesMax) return;
    const batch = this.#take();
    if (batch.length === 0) return;
    this.#lanes++;
    const organizations = new Set(batch.map(({ organizationId }) => organizationId));
    for (const organizationId of organizations) this.#underWay.add(organizationId);
    void this.#send(batch).finally(() => {
      this.#lanes--;
      for (const organizationId of organizations) this.#underWay.delete(organizationId);
      this.#schedule();
    });
    this.#schedule();
  }

  /** Takes from each organization in turn that is not under way; what is to go alone goes alone. */
  #take(): Unit<Call, Row>[] {
    const batch: Unit<Call, Row>[] = [];
    let passed = 0;
    while (batch.length < this.#options.callsMax && this.#queues.size > passed) {
      const [organizationId, queue] = this.#queues.entries().next().value!;
      this.#queues.delete(organizationId);
      if (this.#underWay.has(organizationId)) {
        passed++;
        this.#queues.set(organizationId, queue);
        continue;
      }
      const unit = queue[0]!;
      const isAlone = unit.alone || unit.together;
      if (isAlone && batch.length > 0) {
        passed++;
        this.#queues.set(organizationId, queue);
        continue;
      }
      queue.shift();
      if (queue.length > 0) this.#queues.set(organizationId, queue);
      this.#count(organizationId, -unit.calls.length);
      if (unit.settled) continue;
      if (isAlone) return [unit];
      batch.push(unit);
    }
    return batch;
  }

  async #send(batch: readonly Unit<Call, Row>[]): Promise<void> {
    const calls = batch.flatMap((unit) => unit.calls);
    this.#options.onBatch(calls.length);
    const handedAt = this.#options.scheduler.now();
    try {
      const rows = await this.#options.send(calls, batch[0]!.together);
      if (rows.length !== calls.length) throw new Error("the database gave no verdict on a call");
      let at = 0;
      for (const unit of batch) {
        const own = batch.length === 1 ? rows : rows.slice(at, at + unit.calls.length);
        at += unit.calls.length;
        this.#answer(unit, own, handedAt);
      }
    } catch (error) {
      if (wasRolledBack(error)) for (const unit of batch) this.#resubmit(unit, error);
      else this.#lose(batch, error);
    }
  }

  #answer(unit: Unit<Call, Row>, rows: readonly Row[], handedAt: Moment): void {
    if (rows.some(({ verdict }) => verdict === "retry")) this.#retry(unit);
    else if (!unit.settled) {
      this.#settle(unit);
      unit.resolve({ rows, handedAt });
    } else {
      const admitted = unit.calls.filter((_, index) => rows[index]!.verdict === "admitted");
      if (admitted.length > 0) this.#options.onUnsent(admitted, true);
    }
  }

  /** The organization was being changed: nothing was done, and nobody waited for it. */
  #retry(unit: Unit<Call, Row>): void {
    const wait = retryAfterMs[unit.retries++];
    if (wait === undefined) this.#fail(unit, new Error("the organization was being changed, time and again"));
    else
      this.#options.scheduler.after(wait, () => {
        this.#enqueue(unit, "first");
        this.#schedule();
      });
  }

  /** One call that the database refuses harms only itself. */
  #resubmit(unit: Unit<Call, Row>, error: unknown): void {
    if (unit.alone) this.#fail(unit, error);
    else {
      unit.alone = true;
      this.#enqueue(unit, "first");
    }
  }

  #lose(batch: readonly Unit<Call, Row>[], error: unknown): void {
    const allowed = batch.flatMap(({ calls }) => calls.filter(({ effect }) => effect === "allow"));
    if (allowed.length > 0) this.#options.onUnsent(allowed, false);
    for (const unit of batch) this.#fail(unit, error);
  }

  #fail(unit: Unit<Call, Row>, error: unknown): void {
    if (unit.settled) return;
    this.#settle(unit);
    unit.reject(error instanceof StoreUnavailable ? error : new StoreUnavailable(error));
  }

  #settle(unit: Unit<Call, Row>): void {
    unit.settled = true;
    this.#unsettled.delete(unit);
  }

  /** Nobody waits longer than the deadline, wherever their call is. */
  #watchDeadlines(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#options.scheduler.after(watchMs, () => {
      this.#isWatching = false;
      const over = this.#options.scheduler.now().monotonic - this.#options.deadlineMs;
      for (const unit of this.#unsettled) {
        if (unit.since > over) break;
        this.#fail(unit, new Error("admission took too long"));
      }
      if (this.#unsettled.size > 0) this.#watchDeadlines();
    });
  }
}

const defaults = {
  callsMax: 64,
  lanesMax: 4,
  collectMs: 2,
  queueMax: 1_024,
  organizationQueueMax: 128,
  deadlineMs: 1_000,
  onBatch: () => {},
};
const retryAfterMs = [5, 25, 100];
const watchMs = 50;
