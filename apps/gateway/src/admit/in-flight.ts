export type InFlightLimits = { perGrant: number; perOrganization: number; perUpstream: number; streams: number };

/** Calls on their way, counted per grant, organization and upstream: protection of this replica, not policy. */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #counts = new Map<string, number>();
  #streams = 0;
  #calls = 0;

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  get calls(): number {
    return this.#calls;
  }

  get streams(): number {
    return this.#streams;
  }

  /** Takes a place in all three counts, or in none; gives back what returns it, or undefined when one is full. */
  takeCall(grantId: string, organizationId: string, serverId: string): (() => void) | undefined {
    const { perGrant, perOrganization, perUpstream } = this.#limits;
    if (this.#used(grantId) >= perGrant || this.#used(organizationId) >= perOrganization || this.#used(serverId) >= perUpstream)
      return undefined;
    this.#move(grantId, organizationId, serverId, 1);
    return () => this.#move(grantId, organizationId, serverId, -1);
  }

  takeStream(): (() => void) | undefined {
    if (this.#streams >= this.#limits.streams) return undefined;
    this.#streams++;
    return () => {
      this.#streams--;
    };
  }

  #move(grantId: string, organizationId: string, serverId: string, by: 1 | -1): void {
    this.#calls += by;
    this.#add(grantId, by);
    this.#add(organizationId, by);
    this.#add(serverId, by);
  }

  #used(key: string): number {
    return this.#counts.get(key) ?? 0;
  }

  #add(key: string, by: number): void {
    const count = this.#used(key) + by;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
  }
}
