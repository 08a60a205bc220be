import { ZabbixError } from "../backend.ts";
import { one } from "./change.ts";
import { idNames, type Store, type TableName } from "./store.ts";

/** Deletes objects by id: all of them or, when one is missing or refused, none. */
export function removeFrom(store: Store, table: "host" | "hostgroup" | "maintenance", ids: readonly string[]): unknown {
  for (const id of ids) one(store, table, id);
  if (table === "hostgroup") refuseOrphans(store, ids);
  for (const id of ids) {
    store.table(table).delete(id);
    if (table === "host") for (const dependent of ["item", "trigger", "problem", "event"] as const) dropLinked(store, dependent, id);
  }
  unlink(store, `${idNames[table]}s`, ids);
  return { [`${idNames[table]}s`]: ids };
}

function refuseOrphans(store: Store, groupids: readonly string[]): void {
  for (const { fields, links } of store.table("host").values()) {
    if (links.groupids?.every((id) => groupids.includes(id))) throw new ZabbixError(`Host "${fields.host}" cannot be without host group.`);
  }
}

function dropLinked(store: Store, table: TableName, hostid: string): void {
  for (const [id, { links }] of store.table(table)) if (links.hostids?.includes(hostid)) store.table(table).delete(id);
}

function unlink(store: Store, idList: string, ids: readonly string[]): void {
  for (const table of ["host", "maintenance"] as const) {
    for (const { links } of store.table(table).values()) {
      const kept = links[idList]?.filter((id) => !ids.includes(id));
      if (kept) links[idList] = kept;
    }
  }
}
