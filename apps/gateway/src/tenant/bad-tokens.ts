import { networkOf } from "../message/source.ts";

/** One credential that is being looked up. Exactly one of the two ends it. */
export type Try = { good(): void; bad(): void };
type Source = { bad: number; asking: number; waiting: (() => void)[] };

/**
 * Failed credentials per source (IPv6: per /64) and minute (security.md section 6). A look-up takes its try before it is made and gives it
 * back when the credential is good, so a burst costs no more queries than the limit; beyond it, none until the minute is over.
 */
export class BadTokens {
  readonly #perMinuteMax: number;
  readonly #now: () => number;
  #sources = new Map<string, Source>();
  #minute = 0;

  constructor(perMinuteMax: number, now: () => number) {
    this.#perMinuteMax = perMinuteMax;
    this.#now = now;
  }

  /**
   * Takes a try; a number is the seconds to wait instead. While other look-ups of this source hold the last tries it waits for them: many
   * good clients behind one address may come at once, as after a restart.
   */
  async begin(address: string): Promise<Try | number> {
    for (;;) {
      const source = this.#of(address);
      if (source.bad >= this.#perMinuteMax) return Math.max(1, Math.ceil(60 - (this.#now() % 60_000) / 1_000));
      if (source.bad + source.asking < this.#perMinuteMax) return begun(source);
      await new Promise<void>((resolve) => source.waiting.push(resolve));
    }
  }

  /** A credential that is wrong by its form: nobody has to be asked. */
  count(address: string): void {
    this.#of(address).bad++;
  }

  #of(address: string): Source {
    const minute = Math.floor(this.#now() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#sources = new Map();
    }
    const network = networkOf(address);
    // Whoever comes when the table is full is counted all the same, with all others that do.
    const key = this.#sources.has(network) || this.#sources.size < sourcesMax ? network : "others";
    let source = this.#sources.get(key);
    if (source === undefined) {
      source = { bad: 0, asking: 0, waiting: [] };
      this.#sources.set(key, source);
    }
    return source;
  }
}

function begun(source: Source): Try {
  source.asking++;
  const end = (bad: 0 | 1) => {
    source.asking--;
    source.bad += bad;
    for (const wake of source.waiting.splice(0)) wake();
  };
  return { good: () => end(0), bad: () => end(1) };
}

const sourcesMax = 50_000;
