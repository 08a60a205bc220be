/** One object of the inventory. Fields are text, as the Zabbix API gives them. */
export type Entry = {
  fields: Record<string, string>;
  /** Ids of objects in other tables, by the name of their id list: `{ groupids: ["2"] }`. */
  links: Record<string, string[]>;
  /** What belongs to this object alone: interfaces, macros, tags. */
  parts: Record<string, unknown>;
};
export type TableName = keyof typeof idNames;

/** The id field of each table, which also names the links to it (`hostid`, `hostids`). */
export const idNames = {
  host: "hostid",
  hostgroup: "groupid",
  template: "templateid",
  item: "itemid",
  trigger: "triggerid",
  problem: "eventid",
  event: "eventid",
  maintenance: "maintenanceid",
  user: "userid",
  usergroup: "usrgrpid",
  script: "scriptid",
  mediatype: "mediatypeid",
  action: "actionid",
  valuemap: "valuemapid",
  map: "sysmapid",
  dashboard: "dashboardid",
  proxy: "proxyid",
  service: "serviceid",
  discoveryrule: "itemid",
} as const;

/** The tables of one inventory: entries by id. Nothing is kept beyond the process. */
export class Store {
  #tables = new Map<string, Map<string, Entry>>();
  #lastId = 20_000;

  table(name: TableName): Map<string, Entry> {
    const table = this.#tables.get(name) ?? new Map<string, Entry>();
    this.#tables.set(name, table);
    return table;
  }

  /** Adds an entry and returns its id, a fresh one unless the fields bring one. */
  add(name: TableName, fields: Record<string, string>, links: Entry["links"] = {}, parts: Entry["parts"] = {}): string {
    const idName = idNames[name];
    const id = fields[idName] ?? this.freshId();
    this.table(name).set(id, { fields: { [idName]: id, ...fields }, links: { ...links }, parts: { ...parts } });
    return id;
  }

  freshId(): string {
    return String(++this.#lastId);
  }

  /** Entries of a table that are linked with this entry, in whichever direction the link is kept. */
  related(from: TableName, entry: Entry, to: TableName): Entry[] {
    const direct = entry.links[`${idNames[to]}s`];
    if (direct) return direct.flatMap((id) => this.table(to).get(id) ?? []);
    const id = entry.fields[idNames[from]] ?? "";
    return [...this.table(to).values()].filter((other) => other.links[`${idNames[from]}s`]?.includes(id));
  }
}
