import { type Entry, idNames, type Store, type TableName } from "./store.ts";

type Query = Record<string, unknown>;

/**
 * Answers a `get` method: narrows by ids, `filter` (equal) and `search` (contained), sorts, cuts, picks the output and joins what
 * `select…` asks for. The rules are those of the Zabbix API manual's reference for common get parameters.
 */
export function getFrom(store: Store, table: TableName, query: Query): unknown {
  const found = [...store.table(table).values()].filter((entry) => matches(store, table, entry, query));
  if (query.countOutput === true) return String(found.length);
  const sorted = sortedBy(found, query.sortfield, query.sortorder);
  const limit = typeof query.limit === "number" ? query.limit : undefined;
  return sorted
    .slice(0, limit)
    .map((entry) => ({ ...picked(entry.fields, query.output, idNames[table]), ...joined(store, table, entry, query) }));
}

function matches(store: Store, table: TableName, entry: Entry, query: Query): boolean {
  const { filter, search } = query as { filter?: Record<string, unknown>; search?: Record<string, unknown> };
  const equal = Object.entries(filter ?? {}).every(([field, wanted]) =>
    asList(wanted).some((value) => entry.fields[field] === String(value)),
  );
  const contained = Object.entries(search ?? {}).every(([field, wanted]) =>
    asList(wanted).some((value) => entry.fields[field]?.toLowerCase().includes(String(value).toLowerCase())),
  );
  const byId = Object.entries(query).every(
    ([name, ids]) => !name.endsWith("ids") || !Array.isArray(ids) || isLinked(store, table, entry, name, ids),
  );
  return equal && contained && byId && matchesConditions(entry.fields, query);
}

/** Directly by the entry's own id or link, else through its hosts: an item is in the groups of its host. */
function isLinked(store: Store, table: TableName, entry: Entry, idList: string, wanted: unknown[]): boolean {
  if (idList === `${idNames[table]}s`) return wanted.includes(entry.fields[idNames[table]]);
  const direct = entry.links[idList];
  if (direct) return direct.some((id) => wanted.includes(id));
  const target = (Object.keys(idNames) as TableName[]).find((name) => `${idNames[name]}s` === idList);
  if (target && store.related(table, entry, target).some(({ fields }) => wanted.includes(fields[idNames[target]]))) return true;
  return (entry.links.hostids ?? []).some((id) =>
    store
      .table("host")
      .get(id)
      ?.links[idList]?.some((linked) => wanted.includes(linked)),
  );
}

function matchesConditions(fields: Record<string, string>, query: Query): boolean {
  const { severities, time_from, time_till, value, acknowledged, suppressed, source, object, min_severity, only_true, monitored } = query;
  const clock = Number(fields.clock);
  return (
    isOneOf(fields.severity, severities) &&
    isOneOf(fields.value, value) &&
    (source === undefined || fields.source === source) &&
    (object === undefined || fields.object === object) &&
    (typeof time_from !== "number" || clock >= time_from) &&
    (typeof time_till !== "number" || clock <= time_till) &&
    (acknowledged === undefined || (fields.acknowledged === "1") === acknowledged) &&
    (suppressed === undefined || (fields.suppressed === "1") === suppressed) &&
    (typeof min_severity !== "number" || Number(fields.priority) >= min_severity) &&
    (only_true !== true || fields.value === "1") &&
    (monitored !== true || fields.status === "0")
  );
}

const isOneOf = (field: string | undefined, wanted: unknown) => !Array.isArray(wanted) || wanted.some((one) => String(one) === field);

function sortedBy(entries: Entry[], sortfield: unknown, sortorder: unknown): Entry[] {
  const fields = asList(sortfield ?? []).map(String);
  const sign = asList(sortorder ?? []).includes("DESC") ? -1 : 1;
  const compare = (a: string, b: string) => (Number.isNaN(Number(a) - Number(b)) ? a.localeCompare(b, "en") : Number(a) - Number(b));
  return entries.toSorted((a, b) => {
    const differing = fields.find((field) => a.fields[field] !== b.fields[field]);
    return differing === undefined ? 0 : sign * compare(a.fields[differing] ?? "", b.fields[differing] ?? "");
  });
}

function joined(store: Store, table: TableName, entry: Entry, query: Query): Record<string, unknown> {
  const asked = Object.entries(query).filter(([name, output]) => name.startsWith("select") && output !== undefined);
  return Object.fromEntries(
    asked.map(([name, output]) => {
      const { as, from } = joins[name] ?? { as: name.replace(/^select(.)/, (_, letter: string) => letter.toLowerCase()) };
      const rows = from
        ? store.related(table, entry, from).map(({ fields }) => picked(fields, output, idNames[from]))
        : (entry.parts[as] ?? []);
      return [as, output === "count" && Array.isArray(rows) ? String(rows.length) : rows];
    }),
  );
}

const joins: Record<string, { as: string; from?: TableName }> = {
  selectGroups: { as: "groups", from: "hostgroup" },
  selectHosts: { as: "hosts", from: "host" },
  selectItems: { as: "items", from: "item" },
  selectTriggers: { as: "triggers", from: "trigger" },
  selectTemplates: { as: "templates", from: "template" },
  selectParentTemplates: { as: "parentTemplates", from: "template" },
  selectUsers: { as: "users", from: "user" },
  selectUsrgrps: { as: "usrgrps", from: "usergroup" },
  selectSuppressionData: { as: "suppression_data" },
};

/** The asked fields; the id always comes along. */
function picked(fields: Record<string, string>, output: unknown, idName: string): Record<string, string> {
  if (!Array.isArray(output)) return { ...fields };
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name === idName || output.includes(name)));
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
