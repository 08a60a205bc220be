import cluster, { type Worker } from "node:cluster";
import { AggregatorRegistry, Counter, Gauge, Registry } from "prom-client";
import { type FromWorker, isFromWorker, type ToWorker, type WorkerMetrics } from "./message.ts";

type Member = { worker: Worker; isReady: boolean; leaving: boolean; startedAt: number; ended: Promise<void> };
type CrewOptions = { size: number; onLost: (code: number | null, signal: string | null) => void };

/** It has said why on its own stderr. */
export class WorkerStartError extends Error {
  override name = "WorkerStartError";
}

/** The workers behind one port. One that dies is replaced; all can be replaced one after the other while the port goes on to be served. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #members = new Set<Member>();
  readonly #registry = new Registry();
  readonly #lost = new Counter({
    name: "portcullis_gateway_workers_lost_total",
    help: "Workers that ended by themselves and were replaced.",
    registers: [this.#registry],
  });
  readonly #asked = new Map<number, (worker: Worker, metrics: WorkerMetrics) => void>();
  #questions = 0;
  #quickDeaths = 0;
  #ending = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    const members = this.#members;
    new Gauge({
      name: "portcullis_gateway_workers_ready",
      help: "Workers that serve.",
      registers: [this.#registry],
      collect() {
        this.set([...members].filter(({ isReady }) => isReady).length);
      },
    });
  }

  /** Some worker serves. */
  get isReady(): boolean {
    return [...this.#members].some(({ isReady }) => isReady);
  }

  /** Where they all listen. The first one goes ahead, so that a setting that is wrong is said once. @throws WorkerStartError when one ends before it listens */
  async start(): Promise<string> {
    const url = await this.#begin();
    await Promise.all(Array.from({ length: this.#options.size - 1 }, () => this.#begin()));
    return url;
  }

  /** Every worker that is here now makes way for a new one, which serves before the old one ends. */
  async replaceAll(noticeMs: number): Promise<void> {
    for (const member of [...this.#members].filter(({ leaving }) => !leaving)) {
      if (this.#ending) return;
      await this.#begin();
      await this.#end(member, noticeMs);
    }
  }

  async end(noticeMs: number, patienceMs: number): Promise<void> {
    this.#ending = true;
    const impatient = setTimeout(() => {
      for (const { worker } of this.#members) worker.process.kill("SIGKILL");
    }, patienceMs);
    await Promise.all([...this.#members].map((member) => this.#end(member, noticeMs)));
    clearTimeout(impatient);
  }

  /** The sums over all workers, in Prometheus' text form. A worker that does not answer in time is left out. */
  async metrics(): Promise<string> {
    const id = this.#questions++;
    const waiting = new Set([...this.#members].map(({ worker }) => worker).filter((worker) => worker.isConnected()));
    const found: WorkerMetrics[] = [];
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, metricsMs);
      const done = () => {
        if (waiting.size > 0) return;
        clearTimeout(timer);
        resolve();
      };
      this.#asked.set(id, (worker, metrics) => {
        found.push(metrics);
        waiting.delete(worker);
        done();
      });
      for (const worker of waiting) send(worker, { kind: "metrics", id });
      done();
    });
    this.#asked.delete(id);
    const own = await this.#registry.metrics();
    return found.length === 0 ? own : `${await AggregatorRegistry.aggregate(found).metrics()}\n${own}`;
  }

  #begin(): Promise<string> {
    const worker = cluster.fork();
    return new Promise((resolve, reject) => {
      const ended = new Promise<void>((over) => worker.once("exit", () => over()));
      const member: Member = { worker, isReady: false, leaving: false, startedAt: performance.now(), ended };
      this.#members.add(member);
      let isListening = false;
      worker.on("message", (message: unknown) => {
        if (!isFromWorker(message)) return;
        if (message.kind === "listening") {
          isListening = true;
          resolve(message.url);
        } else this.#heard(member, message);
      });
      worker.once("exit", (code: number | null, signal: string | null) => {
        this.#members.delete(member);
        if (!isListening) reject(new WorkerStartError(`A gateway process ended before it listened (${signal ?? code}).`));
        else if (!member.leaving && !this.#ending) this.#replace(member, code, signal);
      });
    });
  }

  #heard(member: Member, message: Exclude<FromWorker, { kind: "listening" }>): void {
    if (message.kind === "ready") member.isReady = message.isReady;
    else this.#asked.get(message.id)?.(member.worker, message.metrics);
  }

  /** At once; later and later when they keep dying young. */
  #replace({ startedAt }: Member, code: number | null, signal: string | null): void {
    this.#lost.inc();
    this.#options.onLost(code, signal);
    this.#quickDeaths = performance.now() - startedAt < youngMs ? this.#quickDeaths + 1 : 0;
    const waitMs = this.#quickDeaths === 0 ? 0 : Math.min(waitMsMax, 100 * 2 ** this.#quickDeaths);
    setTimeout(() => void this.#retry(), waitMs);
  }

  async #retry(): Promise<void> {
    if (this.#ending) return;
    try {
      await this.#begin();
    } catch {
      this.#quickDeaths++;
      if (!this.#ending) setTimeout(() => void this.#retry(), Math.min(waitMsMax, 100 * 2 ** this.#quickDeaths));
    }
  }

  #end(member: Member, noticeMs: number): Promise<void> {
    member.leaving = true;
    send(member.worker, { kind: "end", noticeMs });
    return member.ended;
  }
}

function send(worker: Worker, message: ToWorker): void {
  // One that died a moment ago cannot be told anything.
  if (worker.isConnected()) worker.send(message, () => {});
}

const metricsMs = 1_000;
const youngMs = 5_000;
const waitMsMax = 5_000;
