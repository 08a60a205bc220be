/** A stream that the gateway holds open. */
export type HeldStream = {
  /** Called about once a second. */
  tick(now: number): void;
  /** The gateway shuts down: a stream that no call waits for ends. */
  drain(): void;
};

/** One timer for all held streams. */
export class Heartbeat {
  readonly #streams = new Set<HeldStream>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    /** How long a held stream may be silent before it gets a comment. */
    readonly commentMs: number,
    everyMs = 1_000,
  ) {
    this.#timer = setInterval(() => {
      const now = performance.now();
      for (const stream of this.#streams) stream.tick(now);
    }, everyMs).unref();
  }

  add(stream: HeldStream): void {
    this.#streams.add(stream);
  }

  remove(stream: HeldStream): void {
    this.#streams.delete(stream);
  }

  drain(): void {
    for (const stream of this.#streams) stream.drain();
  }

  close(): void {
    clearInterval(this.#timer);
  }
}
