import type { Moment } from "../gateway/batcher.ts";
import { SimulatedDatabase } from "./database.ts";
import type { ModelCall, ModelCounter } from "./model.ts";
import { stateOf, usesAllowed } from "./model-approvals.ts";
import { type Random, seeded } from "./random.ts";
import { Replica } from "./replica.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Bugs that can be planted to see them found (security.md 14.5, marked there). */
export const bugs = [
  "check then update in two statements", // PB-17
  "refund to the current window", // PB-18
  "double refund", // PB-19
  "partial reservation kept", // PB-24
  "send before commit", // PB-25
  "rows taken for commit", // PB-26
  "unknown commit means sent", // PB-27
  "no lock on publish", // PB-28
  "no deadline check", // PB-29
  "reaper refunds unknown calls", // PB-30
  "approval not consumed", // PB-35
] as const;
export type Bug = (typeof bugs)[number];

/**
 * Two gateway processes, one database, one server, and everything that can happen to them, in an order that the seed determines (SI-1). The
 * checks of L2–L4 and L9 run at each step and once more when all is quiet.
 */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly bugs: ReadonlySet<string>;
  readonly database: SimulatedDatabase;
  readonly violations: string[] = [];
  steps = 0;
  isOver = false;
  #replicas: Replica[];
  #overAt = 0;
  #ids = 0;
  readonly #arrivals = new Map<string, number>();
  readonly #byKey = new Map<string, string>();
  readonly #revoked = new Set<string>();
  /** Version, or a revoked grant, and when its change was acknowledged. */
  readonly #acknowledged: { version: number; grantId?: string }[] = [];
  readonly #calls = new Map<string, ModelCall>();
  /** Requests whose refusal was acknowledged. */
  readonly #refused = new Set<string>();
  /** Calls that reached the server on a request. */
  readonly #ran = new Map<string, number>();

  constructor(seed: number, planted: readonly Bug[] = []) {
    this.random = seeded(seed);
    this.bugs = new Set(planted);
    this.database = new SimulatedDatabase(this);
    for (const grant of grants) this.database.organization.grants.set(grant, { expiresAt: Number.POSITIVE_INFINITY, revoked: false });
    this.#replicas = [new Replica(this, 0), new Replica(this, 1)];
  }

  /** Lets `steps` things happen, then everything come to its end. @returns what broke a law, at most a few of them */
  async run(steps: number): Promise<readonly string[]> {
    this.#soon();
    this.#reap();
    while (this.steps < steps && this.violations.length < 5) await this.#step();
    this.isOver = true;
    this.#overAt = this.time.now;
    const until = this.time.now + 120_000;
    for (let quiet = 0; quiet < 200_000 && this.time.pending > 0 && this.time.now < until; quiet++) await this.#step();
    this.#finish();
    return this.violations;
  }

  newId(): string {
    return String(this.#ids++).padStart(12, "0");
  }

  live(): Replica["known"] {
    return { version: this.database.version, revision: this.database.organization.revision, revoked: new Set(this.#revoked) };
  }

  reload(): Promise<void> {
    return new Promise((resolve) => this.time.after(this.random.next() * 3, resolve));
  }

  /** L9: an admission commits under what has not been replaced for whoever changed it. */
  committed(call: ModelCall): void {
    this.#calls.set(call.id, call);
    const attempt = this.database.organization.attempts.get(call.id);
    if (attempt?.effect !== "allow") return;
    const { approvalId } = attempt;
    if (approvalId !== undefined && this.#refused.has(approvalId))
      this.violations.push(`L9: ${call.id} was admitted on ${approvalId} after it was refused`);
    for (const { version, grantId } of this.#acknowledged) {
      if (version <= call.version!) continue;
      if (grantId === undefined || grantId === call.grantId)
        this.violations.push(`L9: ${call.id} was admitted under version ${call.version} after ${version}`);
    }
  }

  /** L2, L3, 8.4: the first byte reaches the server. */
  arrived(call: ModelCall, handedAt: Moment): void {
    this.#arrivals.set(call.id, (this.#arrivals.get(call.id) ?? 0) + 1);
    if (!this.database.isCommitted(call.id)) this.violations.push(`L3: ${call.id} was sent and is not recorded`);
    const late = this.time.now - handedAt.monotonic;
    if (late > 1_000) this.violations.push(`8.4: ${call.id} was sent ${late.toFixed(0)} ms after its batch`);
    if (call.approval !== undefined) this.#arrivedOn(call);
    if (call.idempotency === null) return;
    const key = `${call.grantId} ${call.idempotency.key}`;
    const first = this.#byKey.get(key);
    if (first !== undefined) this.violations.push(`LI-11: ${first} and ${call.id} were sent with one idempotency key`);
    this.#byKey.set(key, call.id);
  }

  /** L5: people have approved exactly this call, as often as it is sent. */
  #arrivedOn({ id, grantId, approval }: ModelCall): void {
    const request = this.database.organization.approvals.requests.get(this.database.organization.attempts.get(id)?.approvalId ?? "");
    if (request === undefined) return void this.violations.push(`L5: ${id} was sent without an approval`);
    const isSame = request.grantId === grantId && request.digest === approval!.digest && request.version === approval!.version;
    const runs = (this.#ran.get(request.id) ?? 0) + 1;
    this.#ran.set(request.id, runs);
    if (!isSame) this.violations.push(`L5: ${id} is another call than ${request.id}`);
    if (request.approves.length < request.minApprovals) this.violations.push(`L5: ${request.id} was not approved`);
    if (runs > usesAllowed(request)) this.violations.push(`L5: ${runs} calls were sent on ${request.id}`);
  }

  async #step(): Promise<void> {
    this.time.step();
    this.steps++;
    // Whatever the task has set going runs to its next wait, before the next task.
    await new Promise(setImmediate);
  }

  /** What happens next from outside. */
  #soon(): void {
    if (this.isOver) return;
    // Mostly crowds, sometimes nothing for as long as a window or a lease lasts.
    const gap = this.random.chance(0.01) ? this.random.pick([1_500, 12_000, 70_000]) : this.random.pick([0.5, 2, 2, 20, 200]);
    this.time.after(this.random.next() * gap, () => {
      this.#happen();
      this.#soon();
    });
  }

  #happen(): void {
    const { random, database } = this;
    const kind = random.next();
    const replica = random.pick(this.#replicas);
    if (kind < 0.96) void replica.call(this.#request());
    else if (kind < 0.97) this.#vote();
    else if (kind < 0.98) this.#publish();
    else if (kind < 0.983) this.#crash(replica);
    else if (kind < 0.988) replica.frozenUntil = this.time.now + random.pick([300, 2_000, 12_000]);
    else if (kind < 0.991) replica.wallOffset = random.pick([-3_600_000, -5_000, 0, 5_000, 3_600_000]);
    else database.clockOffset += random.pick([-3_600_000, -1_000, 60_000, 1_000]);
    if (random.chance(0.002)) database.clockOffset += 30_000;
  }

  #request(): Parameters<Replica["call"]>[0] {
    const { random } = this;
    const limits = counters
      .filter(() => random.chance(0.5))
      .map(({ max, ...counter }) => ({ counter, max, amount: counter.key === "amount" ? BigInt(random.below(3_000_000)) : 1_000_000n }));
    const idempotency = random.chance(0.1) ? { key: `k${random.below(500)}`, digest: `d${random.below(2)}` } : null;
    const request = { grantId: random.pick(grants), observes: random.chance(0.05), limits, idempotency };
    if (!random.chance(0.1)) return request;
    const asked = { id: "", version: 0, key: `k${random.below(3)}`, digest: `d${random.below(8) === 0 ? 1 : 0}`, minApprovals: 1 };
    return { ...request, observes: false, approval: asked };
  }

  /** A person decides, mostly what waits; their word has been heard when it is acknowledged. */
  #vote(): void {
    const { random, database } = this;
    const { approvals } = database.organization;
    const open = [...approvals.requests.values()].filter((one) => ["pending", "approved"].includes(stateOf(one, database.now())));
    if (open.length === 0) return;
    const { id } = random.pick(open);
    const isRefusal = random.chance(0.2);
    const [uses, until] = random.chance(0.3) ? [3, database.now() + 20_000] : [1, null];
    let counts = false;
    if (!isRefusal && random.chance(0.1)) approvals.withdraw(id, database.now());
    else
      database.change(
        () => {
          counts =
            approvals.requests.has(id) && approvals.vote(id, "somebody", isRefusal ? "refuse" : "approve", database.now(), uses!, until!);
        },
        () => {
          if (counts && isRefusal) this.#refused.add(id);
        },
        { revises: false },
      );
  }

  #publish(): void {
    const grantId = this.random.chance(0.2) ? this.random.pick(grants) : undefined;
    let version = 0;
    const apply = () => {
      version = ++this.database.version;
      if (grantId === undefined) return;
      const grant = this.database.organization.grants.get(grantId)!;
      grant.revoked = !grant.revoked;
      if (grant.revoked) this.#revoked.add(grantId);
      else this.#revoked.delete(grantId);
      // Every replica may or may not hear of it, and may hear it twice.
    };
    this.database.change(apply, () => {
      this.#acknowledged.push({ version });
      for (const replica of this.#replicas)
        for (let copies = this.random.below(3); copies > 0; copies--) this.time.after(this.random.next() * 400, () => replica.notified());
    });
  }

  #crash(replica: Replica): void {
    replica.isAlive = false;
    const next = this.#ids++ + 100;
    this.#replicas = [...this.#replicas.filter((other) => other !== replica), new Replica(this, next)];
  }

  #reap(): void {
    this.database.reap();
    if (!this.isOver || this.time.now < this.#overAt + 90_000) this.time.after(1_000, () => this.#reap());
  }

  /** When all is quiet: every admitted call has an end, and the ledger and its counters say the same. */
  #finish(): void {
    const { attempts, outcomes, ledger, counters } = this.database.organization;
    for (const [id, { effect }] of attempts) {
      if (effect !== "allow") continue;
      const outcome = outcomes.get(id);
      if (outcome === undefined) this.violations.push(`AU-1: ${id} has no outcome`);
      const truth = outcome?.late ?? outcome?.first;
      if (truth === "not_sent" && this.#arrivals.has(id)) this.violations.push(`${id} is recorded as not sent and was sent`);
      if (truth === "ok" && !this.#arrivals.has(id)) this.violations.push(`${id} is recorded as answered and was never sent`);
    }
    for (const { id, state } of ledger) {
      const outcome = outcomes.get(id);
      const truth = outcome?.late ?? outcome?.first;
      if (attempts.get(id)?.effect !== "allow") this.violations.push(`the ledger holds limits of ${id}, which was not admitted`);
      if ((state === "refunded") !== (truth === "not_sent")) this.violations.push(`${id} is "${truth}" and its limits are ${state}`);
    }
    for (const [key, { windowStart, used }] of counters) {
      const own = ledger.filter((entry) => entry.key === key && entry.windowStart === windowStart && entry.state === "taken");
      const sum = own.reduce((total, { amount }) => total + amount, 0n);
      if (windowStart !== Number.NEGATIVE_INFINITY && sum !== used) this.violations.push(`L4: ${key} holds ${used} and its ledger ${sum}`);
    }
    this.#finishLimits();
  }

  /** L4: what reached the server of one window is no more than its maximum; of a rolling one, in any span. */
  #finishLimits(): void {
    const { ledger } = this.database.organization;
    const isObserved = (id: string) => this.#calls.get(id)?.observes === true;
    for (const { key, max, seconds } of countersAll) {
      const sent = ledger.filter((entry) => entry.key === key && this.#arrivals.has(entry.id) && !isObserved(entry.id));
      if (seconds === null) {
        const sums = new Map<number, bigint>();
        for (const { windowStart, amount } of sent) sums.set(windowStart!, (sums.get(windowStart!) ?? 0n) + amount);
        for (const [start, sum] of sums)
          if (sum > max) this.violations.push(`L4: ${sum} of ${max} of ${key} were sent in the window of ${start}`);
        continue;
      }
      for (const { at: end } of sent) {
        const span = sent.filter(({ at }) => at <= end && at > end - seconds * 1_000).reduce((sum, { amount }) => sum + amount, 0n);
        if (span > max) this.violations.push(`L4: ${span} of ${max} of ${key} were sent within ${seconds} s`);
      }
    }
  }
}

const grants = ["a", "b", "c"];
const counters: (ModelCounter & { max: bigint })[] = [
  { key: "minute", unit: "minute", seconds: null, max: 40_000_000n },
  { key: "rolling", unit: null, seconds: 10, max: 25_000_000n },
  { key: "amount", unit: "hour", seconds: null, max: 90_000_000n },
];
const countersAll = counters;
