/** A map of at most `max` entries; the one that was not asked for the longest time goes first. */
export class BoundedMap<K, V> {
  readonly #max: number;
  readonly #onEvict: (value: V) => void;
  readonly #entries = new Map<K, V>();

  constructor(max: number, onEvict: (value: V) => void = () => {}) {
    this.#max = max;
    this.#onEvict = onEvict;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    // Moving an entry costs two hash operations; below half of the room nothing is about to be evicted.
    if (value !== undefined && this.#entries.size * 2 > this.#max) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    const oldest = this.#entries.entries().next().value as [K, V];
    this.#entries.delete(oldest[0]);
    this.#onEvict(oldest[1]);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  values(): IterableIterator<V> {
    return this.#entries.values();
  }
}
