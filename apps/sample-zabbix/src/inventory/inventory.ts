import { type Backend, ZabbixError } from "../backend.ts";
import { changes } from "./change.ts";
import { addFleet } from "./fleet.ts";
import { getFrom } from "./get.ts";
import { removeFrom } from "./remove.ts";
import { idNames, Store, type TableName } from "./store.ts";

/**
 * A Zabbix that exists only in memory, with a small fleet in it, for trying things out and for tests.
 *
 * @param clock milliseconds since 1970; the fleet's events lie before its first value
 */
export function inventory(clock: () => number = Date.now): Backend {
  const store = new Store();
  const now = () => Math.floor(clock() / 1000);
  addFleet(store, now());
  return {
    name: "inventory",
    // Everybody is signed in: there is no account to protect.
    async login() {},
    async logout() {},
    async call(method, params) {
      if (method === "apiinfo.version") return "6.0.14";
      const [table = "", verb] = method.split(".");
      const change = changes[method];
      if (change) return change(store, params as Record<string, unknown>, now());
      if (verb === "get" && isTable(table)) return getFrom(store, table, params as Record<string, unknown>);
      if (verb === "delete" && isRemovable(table)) return removeFrom(store, table, params as readonly string[]);
      throw new ZabbixError(`the in-memory inventory has no method ${method}.`);
    },
  };
}

const isTable = (name: string): name is TableName => Object.hasOwn(idNames, name);
const isRemovable = (name: string): name is "host" | "hostgroup" | "maintenance" => ["host", "hostgroup", "maintenance"].includes(name);
