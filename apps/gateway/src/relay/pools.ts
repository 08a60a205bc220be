import type { Dialer } from "@portcullis/upstream/dialer";
import { BoundedMap } from "../tenant/bounded-map.ts";

export type Pool = ReturnType<Dialer["pool"]>;

/** Kept-alive connections, per organization and origin: no two tenants share one. */
export class Pools {
  readonly #dialer: Pick<Dialer, "pool">;
  readonly #pools = new BoundedMap<string, Pool>(1_000, (pool) => void pool.close().catch(() => {}));

  constructor(dialer: Pick<Dialer, "pool">) {
    this.#dialer = dialer;
  }

  /** @throws DialError for an origin that the operator does not open */
  of(organizationId: string, organizationSlug: string, origin: string): Pool {
    const key = `${organizationId} ${origin}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const pool = this.#dialer.pool(origin, organizationSlug, { connections: 128, pipelining: 1 });
    this.#pools.set(key, pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy().catch(() => {})));
  }
}
