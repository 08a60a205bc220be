import { StoreUnavailable } from "../gateway/ask.ts";
import type { OutcomeRow } from "../gateway/outcome-row.ts";
import { type ModelCall, type ModelVerdict, OrganizationModel } from "./model.ts";
import type { World } from "./world.ts";

export type Row = Omit<ModelVerdict, "verdict"> & { verdict: ModelVerdict["verdict"] | "retry" };
export type Reply = { rows: readonly Row[] };

/**
 * One organization's database around the model: transactions that take time, locks that they hold meanwhile, commits that are lost on the way, a
 * clock that is set back.
 */
export class SimulatedDatabase {
  readonly organization: OrganizationModel;
  /** What is live, for whoever reads it now. */
  version = 1;
  clockOffset = 0;
  readonly #world: World;
  /** Attempts whose transaction is not over yet. */
  readonly #uncommitted = new Set<string>();
  #admissions = 0;
  #isExclusive = false;
  #locked = new Set<string>();
  readonly renewedAt = new Map<number, number>();

  constructor(world: World) {
    this.#world = world;
    this.organization = new OrganizationModel(world.bugs);
  }

  now(): number {
    return epoch + Math.floor(this.#world.time.now) + this.clockOffset;
  }

  isCommitted(id: string): boolean {
    return this.organization.attempts.get(id)?.effect === "allow" && !this.#uncommitted.has(id);
  }

  /** One transaction of `admit`. Rejects as the real driver does. */
  admit(calls: readonly ModelCall[], together: boolean): Promise<Reply> {
    const { time, random } = this.#world;
    return new Promise((resolve, reject) => {
      if (random.chance(0.004)) {
        // The connection is cut before anything arrives.
        time.after(random.below(900), () => reject(new StoreUnavailable(new Error("cut"))));
        return;
      }
      time.after(random.next() * 2, () => this.#begin(calls, together, resolve, reject));
    });
  }

  #begin(calls: readonly ModelCall[], together: boolean, resolve: (reply: Reply) => void, reject: (error: Error) => void): void {
    const { time, random, bugs } = this.#world;
    const hasLocks = !bugs.has("no lock on publish");
    if (this.#isExclusive && hasLocks) {
      time.after(1, () => resolve({ rows: calls.map(() => ({ verdict: "retry" })) }));
      return;
    }
    const keys = calls.flatMap(({ limits, idempotency, approval }) => [
      ...limits.map(({ counter }) => counter.key),
      ...(idempotency ? [`key ${idempotency.key}`] : []),
      ...(approval ? ["approvals"] : []),
    ]);
    const isTwoStatements = bugs.has("check then update in two statements");
    if (!isTwoStatements && keys.some((key) => this.#locked.has(key))) {
      time.after(1, () => this.#begin(calls, together, resolve, reject));
      return;
    }
    this.#admissions++;
    for (const key of keys) this.#locked.add(key);
    const duration = random.next() * random.pick([1, 1, 3, 40]);
    const isLost = random.chance(0.01);
    const isUndone = random.chance(0.01);
    const before = isUndone || isTwoStatements ? snapshot(this.organization) : undefined;
    const stamp = this.now();
    const rows = this.organization.admit(calls, stamp, together);
    if (before !== undefined) restore(this.organization, before);
    if (!isUndone) for (const { id } of calls) this.#uncommitted.add(id);
    if (bugs.has("rows taken for commit")) time.after(duration / 2, () => resolve({ rows }));
    time.after(duration, () => {
      if (isTwoStatements && !isUndone) this.organization.admit(withoutMaximum(calls, rows), stamp, together);
      for (const { id } of calls) this.#uncommitted.delete(id);
      for (const key of keys) this.#locked.delete(key);
      this.#admissions--;
      if (!isUndone) for (const call of calls) this.#world.committed(call);
      if (isLost || isUndone) time.after(random.below(900), () => reject(new StoreUnavailable(new Error("the answer did not come"))));
      else time.after(random.next() * 2, () => resolve({ rows }));
    });
  }

  /** Stores outcomes; the acknowledgement may be lost, and the rows come again. */
  record(rows: readonly OutcomeRow[]): Promise<void> {
    const { time, random } = this.#world;
    return new Promise((resolve, reject) => {
      const fate = random.next();
      time.after(random.next() * 3, () => {
        if (fate < 0.02) return reject(new StoreUnavailable(new Error("cut")));
        for (const { id, outcome } of rows)
          if (!this.#uncommitted.has(id))
            this.organization.outcome(id, outcome === "not_sent" || outcome === "unknown" ? outcome : "ok", this.now());
        if (fate < 0.05) reject(new StoreUnavailable(new Error("the answer did not come")));
        else resolve();
      });
    });
  }

  /** Changes the organization under its exclusive lock, as every verb does, and says when whoever did it was told so. */
  change(apply: () => void, acknowledged: () => void, { revises = true } = {}): void {
    const { time, random, bugs } = this.#world;
    if (this.#isExclusive) return;
    const hasLock = !bugs.has("no lock on publish");
    this.#isExclusive = true;
    const proceed = () => {
      if (hasLock && this.#admissions > 0) return time.after(0.5, proceed);
      time.after(random.next() * 5, () => {
        apply();
        if (revises) this.organization.revision++;
        this.#isExclusive = false;
        time.after(random.next() * 2, acknowledged);
      });
    };
    proceed();
  }

  /** Closes what replicas have left open that did not renew their lease for ten seconds. */
  reap(): void {
    for (const [id, { call }] of this.organization.attempts) {
      const renewed = this.renewedAt.get(call.replica ?? -1) ?? 0;
      if (this.#world.time.now - renewed <= 10_000 || !this.isCommitted(id) || this.organization.outcomes.has(id)) continue;
      this.organization.reap(id, this.now());
    }
  }
}

/** What was found to have room is taken, whatever has happened since. */
const withoutMaximum = (calls: readonly ModelCall[], rows: readonly Row[]): ModelCall[] =>
  calls.map((call, index) => ({
    ...call,
    idempotency: null,
    limits:
      rows[index]!.verdict === "admitted"
        ? call.limits.map((limit) => ({ ...limit, max: 1n << 60n }))
        : call.limits.map((limit) => ({ ...limit, max: -1n })),
  }));

type Snapshot = ReturnType<typeof snapshot>;

function snapshot({ counters, ledger, keys, attempts, approvals }: OrganizationModel) {
  return {
    requests: structuredClone(approvals.requests),
    counters: [...counters].map(([key, row]) => [key, { ...row }] as const),
    entries: ledger.length,
    keys: [...keys],
    attempts: attempts.size,
  };
}

function restore(organization: OrganizationModel, { counters, entries, keys, attempts, requests }: Snapshot): void {
  organization.approvals.requests = requests;
  organization.counters.clear();
  for (const [key, row] of counters) organization.counters.set(key, row);
  organization.ledger.length = entries;
  organization.keys.clear();
  for (const [key, row] of keys) organization.keys.set(key, row);
  for (const id of [...organization.attempts.keys()].slice(attempts)) organization.attempts.delete(id);
}

/** Database time is not virtual time. */
const epoch = 1_767_225_600_000;
