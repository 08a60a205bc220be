/** Whether a grant's last use is to be noted with a call: at most once in a while, for noting costs as much as three rows. */
export class LastUses {
  readonly #marked = new Set<string>();
  #markedSince = 0;

  /** True when it was not noted lately; it is now. */
  mark(grantId: string): boolean {
    const now = performance.now();
    if (now - this.#markedSince > markMs) {
      this.#marked.clear();
      this.#markedSince = now;
    }
    if (this.#marked.has(grantId)) return false;
    this.#marked.add(grantId);
    return true;
  }
}

const markMs = 20_000;
