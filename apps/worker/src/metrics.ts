type Labels = Readonly<Record<string, string>>;

/** What Prometheus reads on the operator's port. Labels are of fixed sets: no tenant is one. */
export class Metrics {
  readonly #values = new Map<string, Map<string, number>>();

  set(name: Name, value: number, labels: Labels = {}): void {
    this.#of(name).set(written(labels), value);
  }

  count(name: Name, labels: Labels = {}, by = 1): void {
    const values = this.#of(name);
    values.set(written(labels), (values.get(written(labels)) ?? 0) + by);
  }

  /** The text format, version 0.0.4. */
  text(): string {
    return [...this.#values]
      .map(([name, values]) => {
        const { help, type } = told[name as Name];
        const lines = [...values].map(([labels, value]) => `${name}${labels} ${value}\n`);
        return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
      })
      .join("");
  }

  #of(name: Name): Map<string, number> {
    const known = this.#values.get(name);
    if (known) return known;
    const made = new Map<string, number>();
    this.#values.set(name, made);
    return made;
  }
}

const told = {
  portcullis_worker_seal_lag_seconds: { type: "gauge", help: "Age of the oldest row of the record that has no seal yet." },
  portcullis_worker_seal_alarm: {
    type: "gauge",
    help: "1 while sealing is more than 5 s behind, as behind a transaction that is left open.",
  },
  portcullis_worker_sealed_total: { type: "counter", help: "Rows that got their place in a chain." },
  portcullis_worker_checkpoints_total: { type: "counter", help: "Chain heads that were signed." },
  portcullis_worker_reaped_total: { type: "counter", help: "Attempts of gateways that died, closed as unknown." },
  portcullis_worker_pruned_total: { type: "counter", help: "Rows that were long over, deleted." },
  portcullis_worker_purged_organizations_total: { type: "counter", help: "Times that an organization's oldest records were purged." },
  portcullis_worker_stream_waiting_records: { type: "gauge", help: "Sealed records that the receiver furthest behind has not taken." },
  portcullis_worker_streams_failing: { type: "gauge", help: "Receivers that refused, or did not answer, the last time." },
  portcullis_worker_tool_polls_total: { type: "counter", help: "Servers whose tools were listed by themselves, by outcome." },
  portcullis_worker_eras_probed_total: { type: "counter", help: "Servers found legacy that were asked again." },
  portcullis_worker_job_failures_total: { type: "counter", help: "Runs of a job that failed." },
  portcullis_worker_job_seconds: { type: "gauge", help: "How long the last run of a job took." },
} as const;
type Name = keyof typeof told;

const written = (labels: Labels) => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};
