/**
 * Bytes of bodies and answers that this process holds at once. Beyond the budget new ones are refused, before the memory runs out for
 * everybody; one organization gets at most half of it.
 */
export class ByteBudget {
  readonly #max: number;
  readonly #byOrganization = new Map<string, number>();
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get used(): number {
    return this.#used;
  }

  /** False, and nothing taken, when there is no room. */
  take(organizationId: string, bytes: number): boolean {
    const own = (this.#byOrganization.get(organizationId) ?? 0) + bytes;
    if (this.#used + bytes > this.#max || own > this.#max / 2) return false;
    this.#used += bytes;
    this.#byOrganization.set(organizationId, own);
    return true;
  }

  give(organizationId: string, bytes: number): void {
    this.#used -= bytes;
    const own = (this.#byOrganization.get(organizationId) ?? 0) - bytes;
    if (own === 0) this.#byOrganization.delete(organizationId);
    else this.#byOrganization.set(organizationId, own);
  }
}
