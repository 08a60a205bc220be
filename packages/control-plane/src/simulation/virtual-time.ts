/** Virtual milliseconds, and the tasks that are due: nothing happens between them but what they have set going. */
export class VirtualTime {
  now = 0;
  #order = 0;
  /** A binary heap, the earliest task first; tasks of one moment run in the order in which they were given. */
  readonly #heap: { at: number; order: number; task: () => void }[] = [];

  get pending(): number {
    return this.#heap.length;
  }

  after(ms: number, task: () => void): void {
    this.#heap.push({ at: this.now + Math.max(0, ms), order: this.#order++, task });
    let child = this.#heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  /** Runs the next task; false when there is none. */
  step(): boolean {
    const first = this.#heap[0];
    if (first === undefined) return false;
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    this.now = Math.max(this.now, first.at);
    first.task();
    return true;
  }

  #sink(): void {
    let parent = 0;
    for (;;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const a = this.#heap[one]!;
    const b = this.#heap[other]!;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    [this.#heap[one], this.#heap[other]] = [this.#heap[other]!, this.#heap[one]!];
  }
}
