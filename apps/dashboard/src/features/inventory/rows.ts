import type { Inventory, InventoryTool, ToolState } from "@portcullis/control-plane";

export type Holder = {
  grantId: string;
  label: string;
  state: ToolState;
  policyId: string | null;
  policyName: string | null;
  rule: string;
  /** Who could approve calls that are held; "" where none is. */
  approvers: string;
  observing: boolean;
};
/** One tool of one server, and what each grant that reaches the server may do with it. */
export type ToolRow = InventoryTool & { key: string; serverSlug: string; serverName: string; serverEnabled: boolean; holders: Holder[] };

export type InventoryFilters = {
  grant?: string;
  server?: string;
  category?: string;
  risk?: string;
  /** "callable": anything that at least some call of passes. */
  effect?: ToolState | "callable";
  search?: string;
};

const names = ["grant", "server", "category", "risk", "effect", "search"] as const;

/** The filters of a query string. A category may be written as policies write it, with an @. */
export function readInventoryFilters(query: { get(name: string): string | null }): InventoryFilters {
  const read = Object.fromEntries(names.flatMap((name) => (query.get(name) ? [[name, query.get(name)?.trim()]] : []))) as InventoryFilters;
  const found = /^@([a-z]+)$/.exec(read.search ?? "");
  return found ? { ...read, search: undefined, category: found[1] } : read;
}

export function writeInventoryFilters(filters: InventoryFilters): string {
  const query = new URLSearchParams();
  for (const name of names) if (filters[name]) query.set(name, filters[name]);
  return query.toString();
}

/** Does the state let any call of the tool pass? Observing lets everything pass but what is hidden. */
export const isCallable = ({ state, observing }: Pick<Holder, "state" | "observing">): boolean =>
  observing ? state !== "hidden" : state !== "denied" && state !== "hidden";

/** Every tool with those who can reach its server. A tool that no grant reaches has no holder. */
export function toolRows({ servers, policies, grants }: Inventory): ToolRow[] {
  const policyOf = new Map(policies.map((policy) => [policy.id, policy]));
  return servers.flatMap((server) => {
    const reaching = grants.flatMap(({ id, label, access }) =>
      access.filter(({ serverSlug }) => serverSlug === server.slug).map(({ policyId }) => ({ id, label, policyId })),
    );
    return server.tools.map((tool, index): ToolRow => {
      const holders = reaching.map(({ id, label, policyId }): Holder => {
        const policy = policyId === null ? undefined : policyOf.get(policyId);
        return {
          grantId: id,
          label,
          state: policy?.states[index] ?? "denied",
          policyId,
          policyName: policy?.name ?? null,
          rule: policy?.rules[index] ?? "",
          approvers: policy?.approvers[index] ?? "",
          observing: policy?.observing ?? false,
        };
      });
      return {
        ...tool,
        key: `${server.slug}/${tool.name}`,
        serverSlug: server.slug,
        serverName: server.name,
        serverEnabled: server.enabled,
        holders,
      };
    });
  });
}

/** The rows that match, each with the holders that match: "who can call @destructive?" */
export function filteredRows(rows: readonly ToolRow[], { grant, server, category, risk, effect, search }: InventoryFilters): ToolRow[] {
  const wanted = search?.toLowerCase();
  const holds = (holder: Holder) =>
    (grant === undefined || holder.grantId === grant) &&
    (effect === undefined || (effect === "callable" ? isCallable(holder) : holder.state === effect));
  return rows.flatMap((row) => {
    if (server !== undefined && row.serverSlug !== server) return [];
    if (category !== undefined && row.category !== category) return [];
    if (risk !== undefined && row.risk !== risk) return [];
    if (wanted !== undefined && !row.name.toLowerCase().includes(wanted)) return [];
    const holders = grant === undefined && effect === undefined ? row.holders : row.holders.filter(holds);
    return holders.length === 0 && (grant !== undefined || effect !== undefined) ? [] : [{ ...row, holders }];
  });
}

export type Tally = Partial<Record<ToolState, number>>;

/** How many holders are in each state. */
export function tallyOf(holders: readonly Holder[]): Tally {
  const tally: Tally = {};
  for (const { state } of holders) tally[state] = (tally[state] ?? 0) + 1;
  return tally;
}
