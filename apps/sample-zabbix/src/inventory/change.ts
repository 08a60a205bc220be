import { ZabbixError } from "../backend.ts";
import { type Entry, idNames, type Store, type TableName } from "./store.ts";

type Fields = Record<string, unknown>;
type Change = (store: Store, params: Fields, now: number) => unknown;

/** The methods that create or update objects of the inventory, with the refusals that the Zabbix API has for them. */
export const changes: Record<string, Change> = {
  "host.create": (store, { groups, interfaces, templates = [], macros = [], ...fields }) => {
    refuseTaken(store, "host", "host", fields.host);
    const links = { groupids: existing(store, "hostgroup", groups), templateids: existing(store, "template", templates) };
    const plain = {
      name: fields.host,
      status: 0,
      description: "",
      maintenance_status: 0,
      inventory_mode: -1,
      proxy_hostid: 0,
      flags: 0,
      ...fields,
    };
    const parts = { interfaces: numbered(store, "interfaceid", interfaces), macros: numbered(store, "hostmacroid", macros), inventory: [] };
    return { hostids: [store.add("host", asText(plain), links, parts)] };
  },
  "host.update": (store, { hostid, groups, interfaces, templates, templates_clear, macros, inventory, ...fields }) => {
    const entry = one(store, "host", hostid);
    if (fields.host !== entry.fields.host) refuseTaken(store, "host", "host", fields.host);
    const cleared = new Set(templates_clear === undefined ? [] : existing(store, "template", templates_clear));
    const groupids = groups === undefined ? entry.links.groupids : existing(store, "hostgroup", groups);
    if (groupids?.length === 0) throw new ZabbixError(`Host "${entry.fields.host}" cannot be without host group.`);
    const templateids = templates === undefined ? (entry.links.templateids ?? []) : existing(store, "template", templates);
    Object.assign(entry.links, { groupids, templateids: templateids.filter((id) => !cleared.has(id)) });
    if (interfaces !== undefined) entry.parts.interfaces = numbered(store, "interfaceid", interfaces);
    if (macros !== undefined) entry.parts.macros = numbered(store, "hostmacroid", macros);
    if (inventory !== undefined) entry.parts.inventory = inventory;
    Object.assign(entry.fields, asText(fields));
    return { hostids: [hostid] };
  },
  "hostgroup.create": (store, { name }) => {
    refuseTaken(store, "hostgroup", "name", name);
    return { groupids: [store.add("hostgroup", asText({ name, flags: 0, internal: 0 }))] };
  },
  "hostgroup.update": (store, { groupid, name }) => {
    const entry = one(store, "hostgroup", groupid);
    if (name !== entry.fields.name) refuseTaken(store, "hostgroup", "name", name);
    Object.assign(entry.fields, asText({ name }));
    return { groupids: [groupid] };
  },
  "maintenance.create": (store, { hosts = [], groups = [], timeperiods, tags = [], ...fields }) => {
    refuseTaken(store, "maintenance", "name", fields.name);
    refuseSpan(fields.active_since, fields.active_till);
    const links = { hostids: existing(store, "host", hosts), groupids: existing(store, "hostgroup", groups) };
    if (links.hostids.length + links.groupids.length === 0) throw new ZabbixError("At least one host group or host must be selected.");
    const parts = { timeperiods: numbered(store, "timeperiodid", timeperiods), tags };
    return { maintenanceids: [store.add("maintenance", asText({ maintenance_type: 0, description: "", ...fields }), links, parts)] };
  },
  "maintenance.update": (store, { maintenanceid, hosts, groups, ...fields }) => {
    const entry = one(store, "maintenance", maintenanceid);
    if (fields.name !== entry.fields.name) refuseTaken(store, "maintenance", "name", fields.name);
    refuseSpan(fields.active_since ?? entry.fields.active_since, fields.active_till ?? entry.fields.active_till);
    if (hosts !== undefined) entry.links.hostids = existing(store, "host", hosts);
    if (groups !== undefined) entry.links.groupids = existing(store, "hostgroup", groups);
    Object.assign(entry.fields, asText(fields));
    return { maintenanceids: [maintenanceid] };
  },
  "event.acknowledge": (store, { eventids, action, message, severity }, now) => {
    const flags = Number(action);
    const ids = eventids as string[];
    const events = ids.map((id) => one(store, "event", id));
    const problems = ids.flatMap((id) => store.table("problem").get(id) ?? []);
    const note = {
      acknowledgeid: store.freshId(),
      userid: "1",
      clock: String(now),
      action: String(flags),
      message: (flags & 4) === 0 ? "" : String(message),
    };
    for (const entry of [...events, ...problems]) acknowledge(entry, flags, note, severity);
    if ((flags & 1) !== 0) for (const id of ids) close(store, id, now);
    return { eventids };
  },
};

/** The flags are the API's: 1 close, 2 acknowledge, 4 message, 8 severity, 16 take the acknowledgement back. */
function acknowledge({ fields, parts }: Entry, flags: number, note: Record<string, string>, severity: unknown): void {
  if ((flags & 2) !== 0) fields.acknowledged = "1";
  if ((flags & 16) !== 0) fields.acknowledged = "0";
  if ((flags & 8) !== 0 && severity !== undefined) fields.severity = String(severity);
  parts.acknowledges = [...(Array.isArray(parts.acknowledges) ? parts.acknowledges : []), note];
}

function close(store: Store, eventid: string, now: number): void {
  const problem = store.table("problem").get(eventid);
  const event = store.table("event").get(eventid);
  if (!problem || !event) return;
  store.table("problem").delete(eventid);
  event.fields.r_eventid = store.add(
    "event",
    { ...event.fields, eventid: store.freshId(), clock: String(now), value: "0", r_eventid: "0" },
    event.links,
    event.parts,
  );
  const trigger = store.table("trigger").get(event.fields.objectid ?? "");
  if (trigger) Object.assign(trigger.fields, { value: "0", lastchange: String(now) });
}

/** The ids in `[{ groupid: "2" }]`, all of which must exist. */
function existing(store: Store, table: TableName, named: unknown): string[] {
  const ids = (named as Record<string, string>[]).map((object) => object[idNames[table]] ?? "");
  for (const id of ids) one(store, table, id);
  return ids;
}

/** The entry with this id; like Zabbix, it does not say whether the object is missing or merely out of reach. */
export function one(store: Store, table: TableName, id: unknown): Entry {
  const entry = typeof id === "string" ? store.table(table).get(id) : undefined;
  if (!entry) throw new ZabbixError("No permissions to referred object or it does not exist!");
  return entry;
}

function refuseTaken(store: Store, table: TableName, field: string, value: unknown): void {
  const taken = [...store.table(table).values()].some(({ fields }) => fields[field] === value);
  if (taken) throw new ZabbixError(`${titles[table] ?? table} "${value}" already exists.`);
}

const titles: Partial<Record<TableName, string>> = { host: "Host with the same name", hostgroup: "Host group", maintenance: "Maintenance" };

function refuseSpan(since: unknown, till: unknown): void {
  if (Number(since) >= Number(till)) throw new ZabbixError('Maintenance "Active since" value cannot be bigger than "Active till".');
}

function numbered(store: Store, idName: string, rows: unknown): Record<string, unknown>[] {
  return (rows as Fields[]).map((row) => ({ [idName]: store.freshId(), ...asText(row) }));
}

/** Numbers become text, what is left out stays out. */
function asText(fields: Fields): Record<string, string> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, typeof value === "string" ? value : String(value)]));
}
