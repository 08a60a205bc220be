/** What the log is narrowed to. Lives in the URL, so that a view can be sent to somebody. */
export type Filters = {
  /** Held ones are told from denied ones: they wait for a person, and may run yet. */
  effect?: "allow" | "deny" | "held";
  /** Only calls that a shadow policy would have decided otherwise, or that an observing policy would not have let pass. */
  verdict?: "shadow" | "observed";
  reason?: string;
  grant?: string;
  server?: string;
  /** The whole name of a tool. */
  tool?: string;
  /** A part of the tool's name, the grant's label or the method. */
  search?: string;
  method?: string;
  /** A part of the client's name. */
  client?: string;
  /** How far back, up to now; or from and to, as ISO times. */
  range?: Range;
  from?: string;
  to?: string;
  /** The protocol's own traffic too: listing tools, opening sessions. */
  all?: "1";
};

export const ranges = { "15m": 900, "1h": 3_600, "24h": 86_400, "7d": 604_800, "30d": 2_592_000 } as const;
export type Range = keyof typeof ranges;

const names = [
  "effect",
  "verdict",
  "reason",
  "grant",
  "server",
  "tool",
  "search",
  "method",
  "client",
  "range",
  "from",
  "to",
  "all",
] as const satisfies readonly (keyof Filters)[];

type Read = { get(name: string): string | null };

/** The filters of a query string; what is empty or not understood is left out. */
export function readFilters(query: Read): Filters {
  const text = (name: string, max: number) => query.get(name)?.trim().slice(0, max);
  const oneOf = <T extends string>(name: string, values: readonly T[]) => values.find((value) => value === query.get(name));
  const matching = (name: string, pattern: RegExp) => (pattern.test(query.get(name) ?? "") ? (query.get(name) ?? undefined) : undefined);
  const time = (name: string) => {
    const value = query.get(name);
    return value && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;
  };
  return withoutEmpty({
    effect: oneOf("effect", ["allow", "deny", "held"]),
    verdict: oneOf("verdict", ["shadow", "observed"]),
    reason: matching("reason", /^[a-z_]{1,60}$/),
    grant: matching("grant", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
    server: matching("server", /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/),
    tool: text("tool", 300),
    search: text("search", 100),
    method: text("method", 128),
    client: text("client", 100),
    range: oneOf("range", Object.keys(ranges) as Range[]),
    from: time("from"),
    to: time("to"),
    all: oneOf("all", ["1"]),
  });
}

/** The query string of filters, in one fixed order, without the question mark. */
export function writeFilters(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of names) {
    const value = filters[name];
    if (value) query.set(name, value);
  }
  return query.toString();
}

/** As the control plane's `searchDecisions` takes them. A range is counted back from `now`, to the minute. */
export const asInput = ({ effect, verdict, grant, server, range, from, to, all, ...same }: Filters, now: Date) =>
  withoutEmpty({
    ...same,
    effect: effect === "held" ? undefined : effect,
    held: effect === "held" ? true : effect === "deny" ? false : undefined,
    grantId: grant,
    serverSlug: server,
    disagreement: verdict === "shadow" ? true : undefined,
    observed: verdict === "observed" ? true : undefined,
    // Whoever asks for a method has asked for it, whatever it is.
    calls: all || same.method ? undefined : true,
    from: range ? new Date(Math.floor(now.getTime() / 60_000) * 60_000 - ranges[range] * 1_000).toISOString() : from,
    to: range ? undefined : to,
  });

export const isFiltered = (filters: Filters): boolean => writeFilters({ ...filters, all: undefined }) !== "";

/** A range says from and to anew, and the other way round. */
export const withFilter = (filters: Filters, change: Partial<Filters>): Filters =>
  withoutEmpty({
    ...filters,
    ...("range" in change && { from: undefined, to: undefined }),
    ...(("from" in change || "to" in change) && { range: undefined }),
    ...change,
  });

function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== "")) as T;
}
