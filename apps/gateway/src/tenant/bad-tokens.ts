/** Failed credentials per source and minute (security.md section 6). Whoever is over the limit costs no more queries until the minute is over. */
export class BadTokens {
  readonly #perMinuteMax: number;
  readonly #now: () => number;
  #counts = new Map<string, number>();
  #minute = 0;

  constructor(perMinuteMax: number, now: () => number) {
    this.#perMinuteMax = perMinuteMax;
    this.#now = now;
  }

  /** Seconds to wait when the source has used up its tries; undefined while it has not. */
  retryAfterSeconds(source: string): number | undefined {
    this.#turn();
    if ((this.#counts.get(source) ?? 0) < this.#perMinuteMax) return undefined;
    return Math.max(1, Math.ceil(60 - (this.#now() % 60_000) / 1_000));
  }

  count(source: string): void {
    this.#turn();
    if (this.#counts.size < sourcesMax || this.#counts.has(source)) this.#counts.set(source, (this.#counts.get(source) ?? 0) + 1);
  }

  #turn(): void {
    const minute = Math.floor(this.#now() / 60_000);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#counts = new Map();
  }
}

const sourcesMax = 50_000;
