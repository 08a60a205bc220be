import type { Backend, Params } from "./backend.ts";

type Arguments = Record<string, unknown>;
/** What a tool does: a call on the back end, and the line that introduces its answer. */
export type Operation = { says: string; run: (backend: Backend, args: Arguments) => Promise<unknown> };

/** The tools that work, each on one method of the Zabbix API; the others of the catalogue say that the sample does not have them. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    zabbix_get_api_version: { says: "Zabbix API version:", run: (backend) => backend.call("apiinfo.version", {}) },
    zabbix_login: { says: "Connected to Zabbix; the session is open.", run: (backend) => backend.login() },
    zabbix_logout: { says: "Disconnected from Zabbix; the session has ended.", run: (backend) => backend.logout() },

    zabbix_host_get: reads("hosts", "host.get", ({ hostIdentifiers, ...args }) => narrowed(args, "host", hostIdentifiers)),
    zabbix_host_create: changes("Created host:", "host.create"),
    zabbix_host_update: changes("Updated host:", "host.update"),
    zabbix_host_delete: deletes("Deleted hosts:", "host.delete", "hostids"),

    zabbix_get_hostgroups: reads("host groups", "hostgroup.get", ({ groupnames, ...args }) => narrowed(args, "name", groupnames)),
    zabbix_create_hostgroup: changes("Created host group:", "hostgroup.create"),
    zabbix_update_hostgroup: changes("Updated host group:", "hostgroup.update"),
    zabbix_delete_hostgroups: deletes("Deleted host groups:", "hostgroup.delete", "groupids"),

    zabbix_get_maintenance: reads("maintenance windows", "maintenance.get"),
    zabbix_create_maintenance: changes("Created maintenance window:", "maintenance.create", targets),
    zabbix_update_maintenance: changes("Updated maintenance window:", "maintenance.update", targets),
    zabbix_delete_maintenance: deletes("Deleted maintenance windows:", "maintenance.delete", "maintenanceids"),

    zabbix_get_problems: reads("problems", "problem.get", codes),
    zabbix_get_events: reads("events", "event.get", codes),
    zabbix_acknowledge_event: changes("Updated events:", "event.acknowledge"),

    zabbix_get_items: reads("items", "item.get"),
    zabbix_get_latest_data: reads("latest values", "item.get"),
    zabbix_get_triggers: reads("triggers", "trigger.get"),
    zabbix_get_templates: reads("templates", "template.get"),
    zabbix_get_users: reads("users", "user.get"),
    zabbix_get_usergroups: reads("user groups", "usergroup.get"),
    zabbix_get_scripts: reads("scripts", "script.get"),
    zabbix_get_media_types: reads("media types", "mediatype.get"),
    zabbix_get_actions: reads("actions", "action.get"),
    zabbix_get_value_maps: reads("value maps", "valuemap.get"),
    zabbix_get_maps: reads("network maps", "map.get"),
    zabbix_get_dashboards: reads("dashboards", "dashboard.get"),
    zabbix_get_proxies: reads("proxies", "proxy.get"),
    zabbix_get_services: reads("services", "service.get"),
    zabbix_get_discovery_rules: reads("discovery rules", "discoveryrule.get"),
  } satisfies Record<string, Operation>),
);

function reads(what: string, method: string, shape: (args: Arguments) => Arguments = (args) => args): Operation {
  return { says: `Retrieved ${what}:`, run: (backend, args) => backend.call(method, counted(shape(args))) };
}

function changes(says: string, method: string, shape: (args: Arguments) => Params = (args) => args): Operation {
  return { says, run: (backend, args) => backend.call(method, shape(args)) };
}

function deletes(says: string, method: string, ids: string): Operation {
  return changes(says, method, (args) => args[ids] as string[]);
}

/** The catalogue writes a count as an output, the API as a flag. */
const counted = ({ output, ...args }: Arguments): Arguments =>
  output === "count" ? { ...args, countOutput: true } : output === undefined ? args : { ...args, output };

function narrowed(args: Arguments, field: string, values: unknown): Arguments {
  if (values === undefined) return args;
  const filter = typeof args.filter === "object" ? args.filter : {};
  return { ...args, filter: { ...filter, [field]: values } };
}

/** Codes that the catalogue spells as text and the API as numbers and flags. */
function codes({ acknowledged, evaltype, tags, ...args }: Arguments): Arguments {
  return {
    ...args,
    ...(acknowledged !== undefined && { acknowledged: acknowledged === "1" }),
    ...(evaltype !== undefined && { evaltype: Number(evaltype) }),
    ...(Array.isArray(tags) && {
      tags: tags.map((tag) => ({ ...tag, ...(tag.operator !== undefined && { operator: Number(tag.operator) }) })),
    }),
  };
}

function targets({ hostids, groupids, ...args }: Arguments): Arguments {
  const named = (ids: unknown, key: string) => (ids as string[]).map((id) => ({ [key]: id }));
  return {
    ...args,
    ...(hostids !== undefined && { hosts: named(hostids, "hostid") }),
    ...(groupids !== undefined && { groups: named(groupids, "groupid") }),
  };
}
