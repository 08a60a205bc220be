import type { Dialer } from "@portcullis/upstream/dialer";
import { BoundedMap } from "../tenant/bounded-map.ts";
import { Connections } from "./connections.ts";

/**
 * Kept-alive connections, per organization and origin: no two tenants share one. Streams that last have connections of their own, or they
 * would take those of the calls.
 */
export class Pools {
  readonly #dialer: Pick<Dialer, "pool">;
  readonly #pools = new BoundedMap<string, Connections>(1_000, (pool) => void pool.close().catch(() => {}));

  readonly #connections: { readonly calls: number; readonly streams: number };

  /** @param streamsMax streams that one organization may hold: each finds a connection */
  constructor(dialer: Pick<Dialer, "pool">, { callsMax, streamsMax }: { callsMax: number; streamsMax: number }) {
    this.#dialer = dialer;
    this.#connections = { calls: callsMax, streams: streamsMax };
  }

  /** @throws DialError for an origin that the operator does not open */
  of(organizationId: string, organizationSlug: string, origin: string, use: "calls" | "streams" = "calls"): Connections {
    const key = `${use} ${organizationId} ${origin}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const connections = this.#connections[use];
    const pool = new Connections(this.#dialer.pool(origin, organizationSlug, { connections, pipelining: 1 }), connections);
    this.#pools.set(key, pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy().catch(() => {})));
  }
}
