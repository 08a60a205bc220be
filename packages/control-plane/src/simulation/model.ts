import { ModelApprovals, type ModelAsked, type ModelRequest } from "./model-approvals.ts";

/**
 * `portcullis.admit` and `portcullis.record_outcomes` again, in memory and in as few words as possible: what the simulation runs on, and what
 * model.test.ts holds against the database. Amounts are in millionths, times in milliseconds of the database's clock.
 */
export type ModelCounter = { key: string; unit: "minute" | "hour" | null; seconds: number | null };
export type ModelLimit = { counter: ModelCounter; max: bigint; amount: bigint };
export type ModelCall = {
  id: string;
  grantId: string;
  effect: "allow" | "deny";
  revision: number;
  observes: boolean;
  limits: readonly ModelLimit[];
  idempotency: { key: string; digest: string } | null;
  approval?: ModelAsked;
  /** For the checks of the simulation alone. */
  version?: number;
  replica?: number;
};
export type ModelVerdict = {
  verdict: "admitted" | "recorded" | "denied" | "limit" | "held" | "stale";
  reason?: string;
  state?: string;
  item?: number;
  resetsAt?: number;
  approvalId?: string;
};

export type Counter = { windowStart: number; used: bigint; lastStamp: number };
export type Entry = { key: string; id: string; at: number; amount: bigint; windowStart: number | null; state: "taken" | "refunded" };
export type Attempt = { call: ModelCall; effect: "allow" | "deny"; reason: string; at: number; approvalId?: string };
export type Outcome = "ok" | "unknown" | "not_sent";

/** What is planted to see it found (security.md 14.5). */
export type ModelBug =
  | "refund to the current window"
  | "double refund"
  | "partial reservation kept"
  | "reaper refunds unknown calls"
  | "approval not consumed";

export class OrganizationModel {
  revision = 1;
  isKilled = false;
  readonly grants = new Map<string, { expiresAt: number; revoked: boolean }>();
  readonly counters = new Map<string, Counter>();
  readonly ledger: Entry[] = [];
  readonly keys = new Map<string, { digest: string; id: string; expiresAt: number }>();
  readonly attempts = new Map<string, Attempt>();
  readonly approvals = new ModelApprovals();
  readonly outcomes = new Map<string, { first: Outcome; late?: Outcome }>();
  readonly #bugs: ReadonlySet<string>;

  constructor(bugs: ReadonlySet<string> = new Set()) {
    this.#bugs = bugs;
  }

  /** Decides calls of one batch in their order, at one moment. */
  admit(calls: readonly ModelCall[], stamp: number, together = false): ModelVerdict[] {
    const before = together ? this.#copy() : undefined;
    const windows = new Map<string, { start: number; at: number }>();
    const firsts = calls.map((call) => this.#standing(call, stamp));
    if (together && firsts.some(({ verdict }) => verdict === "stale")) return calls.map(() => ({ verdict: "stale" }));
    if (firsts.some(({ verdict }) => verdict === "admitted"))
      for (const call of calls) for (const { counter } of call.limits) windows.set(counter.key, this.#window(counter, stamp));
    let verdicts = calls.map((call, index) =>
      firsts[index]!.verdict === "admitted" ? this.#take(call, stamp, windows, together) : firsts[index]!,
    );
    if (before !== undefined && verdicts.some(({ verdict }) => verdict !== "admitted")) {
      before();
      verdicts = verdicts.map((found) => (found.verdict === "admitted" ? { verdict: "denied", reason: "batch_refused" } : found));
    }
    calls.forEach((call, index) => {
      const { verdict, reason, approvalId } = verdicts[index]!;
      if (verdict === "stale") return;
      const refused = verdict === "limit" ? "limit_exceeded" : verdict === "held" ? "approval_required" : reason;
      const effect = refused === undefined ? call.effect : "deny";
      this.attempts.set(call.id, {
        call,
        effect,
        reason: refused ?? (call.effect === "allow" ? "allowed" : "default_deny"),
        at: stamp,
        ...(approvalId !== undefined && { approvalId }),
      });
    });
    return verdicts;
  }

  /** The end of an attempt; false when there is nothing to record. */
  outcome(id: string, outcome: Outcome, stamp: number): boolean {
    const attempt = this.attempts.get(id);
    if (attempt === undefined || attempt.effect !== "allow") return false;
    const known = this.outcomes.get(id);
    if (known === undefined) this.outcomes.set(id, { first: outcome });
    else if (known.first === "unknown" && known.late === undefined && outcome !== "unknown") known.late = outcome;
    else if (!this.#bugs.has("double refund")) return false;
    if (outcome === "not_sent") this.#refund(id, stamp);
    return true;
  }

  /** What a replica that is gone has left open. */
  reap(id: string, stamp: number): void {
    if (this.outcome(id, "unknown", stamp) && this.#bugs.has("reaper refunds unknown calls")) this.#refund(id, stamp);
  }

  #standing(call: ModelCall, stamp: number): ModelVerdict {
    if (call.revision !== this.revision) return { verdict: "stale" };
    if (call.effect !== "allow") return { verdict: "recorded" };
    const grant = this.grants.get(call.grantId);
    if (grant === undefined || grant.revoked || grant.expiresAt <= stamp) return { verdict: "denied", reason: "grant_revoked" };
    return { verdict: "admitted" };
  }

  #window({ key, unit, seconds }: ModelCounter, stamp: number): { start: number; at: number } {
    const counter = this.counters.get(key) ?? { windowStart: Number.NEGATIVE_INFINITY, used: 0n, lastStamp: Number.NEGATIVE_INFINITY };
    this.counters.set(key, counter);
    const at = Math.max(stamp, counter.lastStamp);
    if (seconds !== null) return { start: at - seconds * 1_000, at };
    return { start: Math.max(floorTo(unit!, stamp), counter.windowStart), at };
  }

  #take(call: ModelCall, stamp: number, windows: ReadonlyMap<string, { start: number; at: number }>, together: boolean): ModelVerdict {
    const duplicate = this.#duplicateOf(call, stamp);
    if (duplicate !== undefined) return duplicate;
    let approval: ModelRequest | undefined;
    if (call.approval !== undefined) {
      if (together) return { verdict: "denied", reason: "approval_required" };
      const found = this.approvals.find(call.approval, call.grantId, stamp);
      if (!("runs" in found)) return found;
      approval = found.runs;
    }
    const keepsParts = this.#bugs.has("partial reservation kept");
    let full = -1;
    for (const [index, { counter, max, amount }] of call.limits.entries()) {
      if (this.#used(counter, windows.get(counter.key)!) + amount > max) full = index;
      if (full >= 0) break;
      if (keepsParts) this.#reserve(call, index, windows);
    }
    if (full >= 0 && !call.observes) return { verdict: "limit", item: full, resetsAt: this.#resetsAt(call.limits[full]!, windows) };
    if (full < 0 && !keepsParts) for (const index of call.limits.keys()) this.#reserve(call, index, windows);
    if (call.idempotency !== null)
      this.keys.set(`${call.grantId} ${call.idempotency.key}`, { digest: call.idempotency.digest, id: call.id, expiresAt: stamp + dayMs });
    if (!this.#bugs.has("approval not consumed")) approval?.uses.push(call.id);
    return {
      verdict: "admitted",
      ...(full >= 0 && { item: full, resetsAt: this.#resetsAt(call.limits[full]!, windows) }),
      ...(approval && { approvalId: approval.id }),
    };
  }

  #duplicateOf({ idempotency, grantId }: ModelCall, stamp: number): ModelVerdict | undefined {
    const known = idempotency === null ? undefined : this.keys.get(`${grantId} ${idempotency.key}`);
    if (known === undefined || known.expiresAt <= stamp) return undefined;
    if (known.digest !== idempotency!.digest) return { verdict: "denied", reason: "idempotency_mismatch" };
    const outcome = this.outcomes.get(known.id);
    return { verdict: "denied", reason: "duplicate_call", state: outcome?.late ?? outcome?.first ?? "pending" };
  }

  #used({ key, seconds }: ModelCounter, { start }: { start: number }): bigint {
    if (seconds === null) {
      const counter = this.counters.get(key)!;
      return counter.windowStart === start ? counter.used : 0n;
    }
    return this.#live(key, start).reduce((sum, { amount }) => sum + amount, 0n);
  }

  #live(key: string, start: number): Entry[] {
    return this.ledger.filter((entry) => entry.key === key && entry.at > start && entry.state === "taken");
  }

  #reserve(call: ModelCall, index: number, windows: ReadonlyMap<string, { start: number; at: number }>): void {
    const { counter, amount } = call.limits[index]!;
    const { start, at } = windows.get(counter.key)!;
    const row = this.counters.get(counter.key)!;
    row.lastStamp = at;
    if (counter.seconds === null) {
      row.used = this.#used(counter, { start }) + amount;
      row.windowStart = start;
    }
    this.ledger.push({ key: counter.key, id: call.id, at, amount, windowStart: counter.seconds === null ? start : null, state: "taken" });
  }

  #resetsAt({ counter, max, amount }: ModelLimit, windows: ReadonlyMap<string, { start: number; at: number }>): number {
    const { start, at } = windows.get(counter.key)!;
    if (counter.seconds === null) return start + unitMs[counter.unit!];
    const entries = this.#live(counter.key, start).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    let used = entries.reduce((sum, entry) => sum + entry.amount, 0n);
    for (const entry of entries) {
      used -= entry.amount;
      if (used + amount <= max) return entry.at + counter.seconds * 1_000;
    }
    return at + counter.seconds * 1_000;
  }

  #refund(id: string, stamp: number): void {
    for (const entry of this.ledger) {
      if (entry.id !== id || (entry.state === "refunded" && !this.#bugs.has("double refund"))) continue;
      entry.state = "refunded";
      const counter = this.counters.get(entry.key)!;
      const isSame = this.#bugs.has("refund to the current window") ? stamp > 0 : counter.windowStart === entry.windowStart;
      if (entry.windowStart === null || !isSame) continue;
      counter.used = counter.used > entry.amount ? counter.used - entry.amount : 0n;
    }
  }

  /** Puts counters, ledger and keys back as they are now. */
  #copy(): () => void {
    const counters = [...this.counters].map(([key, counter]) => [key, { ...counter }] as const);
    const entries = this.ledger.length;
    const keys = [...this.keys];
    return () => {
      for (const [key, counter] of counters) this.counters.set(key, counter);
      for (const key of [...this.counters.keys()])
        if (!counters.some(([known]) => known === key))
          this.counters.set(key, { windowStart: Number.NEGATIVE_INFINITY, used: 0n, lastStamp: Number.NEGATIVE_INFINITY });
      this.ledger.length = entries;
      this.keys.clear();
      for (const [key, value] of keys) this.keys.set(key, value);
    };
  }
}

const unitMs = { minute: 60_000, hour: 3_600_000 } as const;
const floorTo = (unit: keyof typeof unitMs, at: number): number => Math.floor(at / unitMs[unit]) * unitMs[unit];
const dayMs = 86_400_000;
