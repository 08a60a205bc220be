/**
 * Large answers are read one per turn of the event loop, so that many that arrive together do not hold up everybody else for the sum of
 * their times.
 */
class Turns {
  readonly #waiting: (() => void)[] = [];

  /** Does the work now, or in a turn of its own when it is about many bytes. */
  run(bytes: number, work: () => void): void {
    if (bytes < ownTurnBytes) {
      work();
      return;
    }
    this.#waiting.push(work);
    if (this.#waiting.length === 1) setImmediate(() => this.#next());
  }

  #next(): void {
    const work = this.#waiting.shift();
    if (this.#waiting.length > 0) setImmediate(() => this.#next());
    work?.();
  }
}

/** One event loop, one queue. */
export const turns = new Turns();
const ownTurnBytes = 128 * 1024;
