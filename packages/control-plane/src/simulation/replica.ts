import { Batcher, type Moment, type Scheduler } from "../gateway/batcher.ts";
import { OutcomeQueue } from "../gateway/outcome-queue.ts";
import type { OutcomeRow } from "../gateway/outcome-row.ts";
import { mayStillSend } from "../gateway/send-window.ts";
import type { Row } from "./database.ts";
import type { ModelCall } from "./model.ts";
import type { World } from "./world.ts";

type Call = ModelCall & { organizationId: string };

/** A gateway process: the real batcher, send window and outcome queue, between a simulated client, database and server. */
export class Replica {
  isAlive = true;
  wallOffset = 0;
  /** Until then nothing of it runs: it is stopped, or its machine is suspended. */
  frozenUntil = 0;
  /** What it believes to be live. */
  known: { version: number; revision: number; revoked: ReadonlySet<string> };
  readonly #world: World;
  readonly #batcher: Batcher<Call, Row>;
  readonly #outcomes: OutcomeQueue;

  constructor(
    world: World,
    readonly id: number,
  ) {
    this.#world = world;
    this.known = world.live();
    const scheduler: Scheduler = {
      now: () => this.#now(),
      after: (ms, task) => world.time.after(ms, this.#own(task)),
      soon: (task) => world.time.after(0, this.#own(task)),
    };
    this.#outcomes = new OutcomeQueue({ scheduler, send: (rows) => this.#reply(world.database.record(rows)) });
    this.#batcher = new Batcher<Call, Row>({
      scheduler,
      send: async (calls, together) => {
        if (world.bugs.has("send before commit")) for (const call of calls) if (call.effect === "allow") this.#send(call, this.#now());
        return (await this.#reply(world.database.admit(calls, together))).rows;
      },
      onUnsent: (calls, isKnown) => {
        const rows = calls.map(({ id }) => outcomeOf(id, "not_sent"));
        this.#outcomes.close(rows, isKnown ? [0] : [5_000, 60_000]);
      },
    });
    this.#renew();
  }

  /** A notification, if it comes. */
  notified(): void {
    this.#own(() => {
      this.known = this.#world.live();
    })();
  }

  /** One call of a client, from its judgement to its end. */
  async call(request: Omit<ModelCall, "id" | "revision" | "effect" | "version" | "replica">): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      const { version, revision, revoked } = this.known;
      if (revoked.has(request.grantId)) return;
      const effect = this.#world.random.chance(0.1) ? "deny" : "allow";
      const call: Call = { ...request, organizationId: "one", id: this.#world.newId(), effect, revision, version, replica: this.id };
      if (request.approval !== undefined) call.approval = { ...request.approval, id: `request ${call.id}`, version };
      let row: Row | undefined;
      let handedAt: Moment = this.#now();
      try {
        const answer = await this.#batcher.admit([call]);
        row = answer.rows[0]!;
        handedAt = answer.handedAt;
      } catch {
        if (!this.#world.bugs.has("unknown commit means sent") || effect === "deny") return;
        row = { verdict: "admitted" };
      }
      if (row.verdict === "stale") {
        await this.#reply(this.#world.reload());
        this.known = this.#world.live();
        continue;
      }
      if (row.verdict === "admitted" && !this.#world.bugs.has("send before commit")) this.#send(call, handedAt);
      return;
    }
  }

  #send(call: Call, handedAt: Moment): void {
    const { time, random, bugs } = this.#world;
    time.after(
      random.next() * random.pick([1, 1, 1, 5, 1_500]),
      this.#own(() => {
        if (!bugs.has("no deadline check") && !mayStillSend(handedAt, this.#now()))
          return this.#outcomes.add(outcomeOf(call.id, "not_sent"));
        this.#world.arrived(call, handedAt);
        const outcome = random.pick(["ok", "ok", "tool_error", "unknown"] as const);
        time.after(
          random.next() * random.pick([5, 50, 3_000]),
          this.#own(() => this.#outcomes.add(outcomeOf(call.id, outcome))),
        );
      }),
    );
  }

  #renew(): void {
    if (this.#world.isOver) return;
    this.#world.database.renewedAt.set(this.id, this.#world.time.now);
    this.#world.time.after(
      2_000,
      this.#own(() => this.#renew()),
    );
  }

  #now(): Moment {
    return { monotonic: this.#world.time.now, wall: this.#world.time.now + this.wallOffset };
  }

  /** The process is dead: it does nothing. It is frozen: it does it later. */
  #own(task: () => void): () => void {
    return () => {
      if (!this.isAlive) return;
      const wait = this.frozenUntil - this.#world.time.now;
      if (wait > 0) this.#world.time.after(wait, this.#own(task));
      else task();
    };
  }

  /** An answer that comes over a socket: to a dead process never, to a frozen one when it thaws. */
  #reply<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => this.#own(() => resolve(value))(),
        (error: unknown) => this.#own(() => reject(error))(),
      );
    });
  }
}

const outcomeOf = (id: string, outcome: OutcomeRow["outcome"]): OutcomeRow => ({
  organizationId: "one",
  id,
  outcome,
  upstreamStatus: null,
  durationMs: 0,
  requestBytes: null,
  responseBytes: null,
  resultDigest: null,
});
