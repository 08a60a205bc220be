/**
 * A map of at most `max` entries, of which one organization gets at most its share: whoever has many grants and servers makes room among
 * its own and displaces nobody else's. The one that was not asked for the longest time goes first.
 */
export class TenantMap<V> {
  readonly #max: number;
  readonly #shareMax: number;
  readonly #organizationOf: (value: V) => string;
  readonly #entries = new Map<string, V>();
  /** Keys of each organization, in the order of their last use. */
  readonly #byOrganization = new Map<string, Set<string>>();

  constructor(options: { max: number; shareMax: number; organizationOf: (value: V) => string }) {
    this.#max = options.max;
    this.#shareMax = options.shareMax;
    this.#organizationOf = options.organizationOf;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    // Moving an entry costs hash operations; below half of the room nothing is about to be displaced.
    if (this.#entries.size * 2 > this.#max) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    const own = this.#byOrganization.get(this.#organizationOf(value))!;
    if (own.size * 2 > this.#shareMax) {
      own.delete(key);
      own.add(key);
    }
    return value;
  }

  set(key: string, value: V): void {
    this.delete(key);
    const organization = this.#organizationOf(value);
    const own = this.#byOrganization.get(organization) ?? new Set();
    this.#byOrganization.set(organization, own);
    own.add(key);
    this.#entries.set(key, value);
    if (own.size > this.#shareMax) this.delete(first(own));
    else if (this.#entries.size > this.#max) this.delete(first(this.#entries));
  }

  delete(key: string): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    const organization = this.#organizationOf(value);
    const own = this.#byOrganization.get(organization)!;
    own.delete(key);
    if (own.size === 0) this.#byOrganization.delete(organization);
  }
}

const first = (entries: Map<string, unknown> | Set<string>): string => entries.keys().next().value as string;
