/** The filters of the audit log as they stand in the page's address. */
export interface AuditFilters {
  actor: string;
  kind: string;
  /** Days, as a date field writes them; both included. */
  from: string;
  until: string;
}

export const filterNames = ["actor", "kind", "from", "until"] as const satisfies readonly (keyof AuditFilters)[];

export const readFilters = (query: { get: (name: string) => string | null }): AuditFilters => ({
  actor: /^[0-9a-f-]{36}$/.test(query.get("actor") ?? "") ? (query.get("actor") ?? "") : "",
  kind: /^[a-z_]{1,40}$/.test(query.get("kind") ?? "") ? (query.get("kind") ?? "") : "",
  from: dayOf(query.get("from")),
  until: dayOf(query.get("until")),
});

/** The filters as the control plane takes them; days are days of UTC, so that a link means the same everywhere. */
export const asInput = ({ actor, kind, from, until }: AuditFilters) => ({
  ...(actor ? { actorId: actor } : {}),
  ...(kind ? { kind } : {}),
  ...(from ? { from: new Date(`${from}T00:00:00Z`) } : {}),
  ...(until ? { until: new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000) } : {}),
});

const dayOf = (text: string | null) => (text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "");
