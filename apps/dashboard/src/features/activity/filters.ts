/** What the log is narrowed to. Lives in the URL, so that a view can be sent to somebody. */
export type Filters = {
  effect?: "allow" | "deny";
  /** Only calls that a shadow policy would have decided otherwise, or that an observing policy would not have let pass. */
  verdict?: "shadow" | "observed";
  grant?: string;
  server?: string;
  tool?: string;
};

const names = ["effect", "verdict", "grant", "server", "tool"] as const;

type Read = { get(name: string): string | null };

/** The filters of a query string; what is empty or not understood is left out. */
export function readFilters(query: Read): Filters {
  const effect = query.get("effect");
  const verdict = query.get("verdict");
  const grant = query.get("grant");
  return withoutEmpty({
    effect: effect === "allow" || effect === "deny" ? effect : undefined,
    verdict: verdict === "shadow" || verdict === "observed" ? verdict : undefined,
    grant: grant && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(grant) ? grant : undefined,
    server: query.get("server") ?? undefined,
    tool: query.get("tool")?.trim(),
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

/** As the control plane's `listDecisions` takes them. */
export const asInput = ({ effect, verdict, grant, server, tool }: Filters) =>
  withoutEmpty({
    effect,
    grantId: grant,
    serverSlug: server,
    tool,
    disagreement: verdict === "shadow" ? true : undefined,
    observed: verdict === "observed" ? true : undefined,
  });

export const isFiltered = (filters: Filters): boolean => writeFilters(filters) !== "";

function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== "")) as T;
}
