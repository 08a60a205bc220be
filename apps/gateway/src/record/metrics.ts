import type { Outcome } from "@portcullis/control-plane/gateway";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type MetricSources = {
  inFlight: () => number;
  streams: () => number;
  held: () => number;
  connections: () => number;
  buffered: () => number;
  recordsWaiting: () => number;
  admissionsWaiting: () => number;
  admissionLanes: () => number;
  outcomesWaiting: () => number;
  spooled: () => number;
  breakers: (state: "open" | "half_open") => number;
};

/** What Prometheus reads on the operator port. Labels are of fixed sets: no tenant, tool or address is one. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: "portcullis_gateway_requests_total",
    help: "Requests under a live grant, by what became of them.",
    labelNames: ["outcome", "effect"] as const,
    registers: [this.registry],
  });
  readonly #unauthenticated = new Counter({
    name: "portcullis_gateway_refused_requests_total",
    help: "Requests refused before a tenant was known, by HTTP status.",
    labelNames: ["status"] as const,
    registers: [this.registry],
  });
  readonly #duration = new Histogram({
    name: "portcullis_gateway_request_duration_seconds",
    help: "From the request's head to its decision record, the server's time included.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
    registers: [this.registry],
  });
  readonly #batch = new Histogram({
    name: "portcullis_gateway_record_batch_rows",
    help: "Decisions that shared a commit.",
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers: [this.registry],
  });
  readonly #admission = new Histogram({
    name: "portcullis_gateway_admission_seconds",
    help: "How long a call waits until it is committed that it may leave, or that it may not.",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers: [this.registry],
  });
  readonly #admissionBatch = new Histogram({
    name: "portcullis_gateway_admission_batch_calls",
    help: "Calls that were admitted or refused in one transaction.",
    buckets: [1, 2, 4, 8, 16, 32, 64],
    registers: [this.registry],
  });
  readonly #swept = new Counter({
    name: "portcullis_gateway_admission_swept_total",
    help: "Calls closed as not sent because their commit was not known, or came too late.",
    registers: [this.registry],
  });
  readonly #breakersOpened = new Counter({
    name: "portcullis_gateway_breaker_opened_total",
    help: "Times that a server was given up for a while, or once more after a probe.",
    registers: [this.registry],
  });
  readonly #breakerRefused = new Counter({
    name: "portcullis_gateway_breaker_refused_total",
    help: "Requests refused because their server did not answer lately.",
    registers: [this.registry],
  });
  // Looking a child up by labels costs more than counting; there are few.
  readonly #bound = new Map<string, { inc: () => void }>();

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.registry });
    this.#gauge("portcullis_gateway_calls_in_flight", "Calls on their way to a server.", sources.inFlight);
    this.#gauge("portcullis_gateway_streams_open", "GET and listen streams held.", sources.streams);
    this.#gauge("portcullis_gateway_calls_held", "Calls held open until people have decided about them.", sources.held);
    this.#gauge("portcullis_gateway_connections_open", "Client connections.", sources.connections);
    this.#gauge("portcullis_gateway_buffered_bytes", "Request bodies and answers in memory.", sources.buffered);
    this.#gauge("portcullis_gateway_records_waiting", "Decisions waiting to be recorded.", sources.recordsWaiting);
    this.#gauge("portcullis_gateway_admissions_waiting", "Calls waiting to be admitted.", sources.admissionsWaiting);
    this.#gauge("portcullis_gateway_admission_lanes", "Admission transactions under way.", sources.admissionLanes);
    this.#gauge("portcullis_gateway_outcomes_waiting", "Outcomes that the database does not have yet.", sources.outcomesWaiting);
    this.#gauge("portcullis_gateway_spooled", "Records in the spool that the database does not have yet.", sources.spooled);
    this.#gauge("portcullis_gateway_breakers_open", "Servers that nothing is sent to for now.", () => sources.breakers("open"));
    this.#gauge("portcullis_gateway_breakers_half_open", "Servers of which one request may find out whether they are back.", () =>
      sources.breakers("half_open"),
    );
  }

  observe(outcome: Outcome, effect: "allow" | "deny", durationMs: number): void {
    const key = `${outcome} ${effect}`;
    let bound = this.#bound.get(key);
    if (bound === undefined) {
      bound = this.#requests.labels({ outcome, effect });
      this.#bound.set(key, bound);
    }
    bound.inc();
    this.#duration.observe(durationMs / 1_000);
  }

  refused(status: number): void {
    this.#unauthenticated.inc({ status: String(status) });
  }

  breakerOpened(): void {
    this.#breakersOpened.inc();
  }

  breakerRefused(): void {
    this.#breakerRefused.inc();
  }

  admitted(waitMs: number): void {
    this.#admission.observe(waitMs / 1_000);
  }

  admissionBatch(calls: number): void {
    this.#admissionBatch.observe(calls);
  }

  swept(attempts: number): void {
    this.#swept.inc(attempts);
  }

  batch(rows: number): void {
    this.#batch.observe(rows);
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
