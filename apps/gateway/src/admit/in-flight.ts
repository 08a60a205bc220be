/**
 * What is counted apart, so that none can starve the others: calls; streams; what needs no answer of a server; the probes of a client that
 * connects; and calls that people are asked about.
 */
export type Kind = "call" | "stream" | "aside" | "probe" | "held";
type Scope = "grant" | "organization" | "server" | "replica";
export type InFlightLimits = Readonly<Record<Kind, Readonly<Partial<Record<Scope, number>>>>>;
export type Places = Readonly<Record<Exclude<Scope, "replica">, string>>;

/** Requests on their way, counted per grant, organization, server and in all: protection of this replica, not policy. */
export class InFlight {
  readonly #limits: InFlightLimits;
  readonly #counts: Readonly<Record<Kind, Map<string, number>>> = {
    call: new Map(),
    stream: new Map(),
    aside: new Map(),
    probe: new Map(),
    held: new Map(),
  };
  readonly #totals: Record<Kind, number> = { call: 0, stream: 0, aside: 0, probe: 0, held: 0 };

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  get calls(): number {
    return this.#totals.call;
  }

  get streams(): number {
    return this.#totals.stream;
  }

  get held(): number {
    return this.#totals.held;
  }

  /** Takes a place in every count of its kind, or in none; gives back what returns it, or undefined when one is full. */
  take(kind: Kind, { grant, organization, server }: Places): (() => void) | undefined {
    const limits = this.#limits[kind];
    const counts = this.#counts[kind];
    const isFull = (id: string, max = Number.POSITIVE_INFINITY) => (counts.get(id) ?? 0) >= max;
    if (isFull(grant, limits.grant) || isFull(organization, limits.organization) || isFull(server, limits.server)) return undefined;
    if (limits.replica !== undefined && this.#totals[kind] >= limits.replica) return undefined;
    const move = (by: 1 | -1) => {
      this.#totals[kind] += by;
      add(counts, grant, by);
      add(counts, organization, by);
      add(counts, server, by);
    };
    move(1);
    return () => move(-1);
  }
}

function add(counts: Map<string, number>, id: string, by: 1 | -1): void {
  const count = (counts.get(id) ?? 0) + by;
  if (count === 0) counts.delete(id);
  else counts.set(id, count);
}
