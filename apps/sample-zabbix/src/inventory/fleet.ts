import { groups, hosts, type Kind, kinds, measures, type Trouble, templates, troubles } from "./fleet-data.ts";
import type { Store } from "./store.ts";

/** Fills an empty store with a small company's fleet: two sites, eleven hosts, some trouble. Times lie before `now` (Unix seconds). */
export function addFleet(store: Store, now: number): void {
  for (const [groupid, name] of Object.entries(groups)) store.add("hostgroup", { groupid, name, flags: "0", internal: "0" });
  for (const { templateid, host, name } of Object.values(templates)) {
    store.add("template", { templateid, host, name, description: "" }, { groupids: ["1"] });
  }
  for (const [index, [host, kind, site, ip]] of hosts.entries()) addHost(store, now, String(10_084 + index), host, kind, site, ip);
  for (const trouble of troubles) addTrouble(store, now, trouble);
  addPeople(store);
  store.add(
    "maintenance",
    {
      maintenanceid: "3",
      name: "Backup storage upgrade",
      active_since: String(now - 3600),
      active_till: String(now + 3 * 3600),
      maintenance_type: "0",
      description: "New shelves, planned with the storage team.",
    },
    { hostids: [idOf(store, "backup-01")], groupids: [] },
    { timeperiods: [{ timeperiodid: "3", timeperiod_type: "0", period: "14400", start_date: String(now - 3600) }] },
  );
}

function addHost(store: Store, now: number, hostid: string, host: string, kind: Kind, site: string, ip: string): void {
  const { groupids, templates: linked } = kinds[kind];
  const snmp = kind === "network";
  store.add(
    "host",
    {
      hostid,
      host,
      name: host,
      status: "0",
      description: "",
      maintenance_status: host === "backup-01" ? "1" : "0",
      inventory_mode: "-1",
      proxy_hostid: "0",
      flags: "0",
    },
    { groupids: [...groupids, site], templateids: linked.map((name) => templates[name].templateid) },
    {
      interfaces: [
        {
          interfaceid: hostid,
          hostid,
          type: snmp ? "2" : "1",
          main: "1",
          useip: "1",
          ip,
          dns: "",
          port: snmp ? "161" : "10050",
          available: "1",
        },
      ],
      macros: [],
      inventory: [],
    },
  );
  for (const { name, key, units, type, typical, trigger } of linked.flatMap((template) => measures[template])) {
    const lastvalue = String(typical > 1 && type === "0" ? typical + (Number(hostid) % 7) : typical);
    const itemid = store.add(
      "item",
      {
        hostid,
        name,
        key_: key,
        units,
        value_type: type,
        type: snmp ? "20" : "0",
        delay: "1m",
        status: "0",
        state: "0",
        history: "31d",
        trends: "365d",
        lastvalue,
        lastclock: String(now - 30),
        description: "",
      },
      { hostids: [hostid] },
    );
    if (!trigger) continue;
    const expression = trigger.above === 0 ? `last(/${host}/${key})=0` : `min(/${host}/${key},5m)>${trigger.above}`;
    store.add(
      "trigger",
      {
        description: trigger.text,
        expression,
        priority: trigger.priority,
        status: "0",
        state: "0",
        value: "0",
        lastchange: "0",
        comments: "",
        url: "",
      },
      { hostids: [hostid], itemids: [itemid] },
    );
  }
}

function addTrouble(store: Store, now: number, { host, text, value, minutesAgo, lasted, acknowledged = false }: Trouble): void {
  const hostid = idOf(store, host);
  const trigger = [...store.table("trigger").values()].find(
    ({ fields, links }) => fields.description === text && links.hostids?.includes(hostid),
  );
  if (!trigger) throw new Error(`the fleet has no trigger "${text}" on ${host}`);
  const clock = now - minutesAgo * 60;
  const objectid = trigger.fields.triggerid ?? "";
  const fields = {
    source: "0",
    object: "0",
    objectid,
    ns: "0",
    name: text,
    severity: trigger.fields.priority ?? "0",
    acknowledged: acknowledged ? "1" : "0",
    suppressed: host === "backup-01" ? "1" : "0",
  };
  const links = { hostids: [hostid], objectids: [objectid], triggerids: [objectid] };
  const parts = { tags: [{ tag: "scope", value: "availability" }], acknowledges: [], suppression_data: [] };
  const ended = lasted === undefined ? undefined : String(clock + lasted * 60);
  const eventid = store.add(
    "event",
    { ...fields, clock: String(clock), value: "1", r_eventid: ended === undefined ? "0" : store.freshId() },
    links,
    parts,
  );
  if (ended !== undefined) {
    const { r_eventid = "" } = store.table("event").get(eventid)?.fields ?? {};
    store.add("event", { ...fields, eventid: r_eventid, clock: ended, value: "0", r_eventid: "0" }, links, parts);
    return;
  }
  store.add("problem", { ...fields, eventid, clock: String(clock), r_eventid: "0", r_clock: "0" }, links, parts);
  Object.assign(trigger.fields, { value: "1", lastchange: String(clock) });
  const item = store.table("item").get(trigger.links.itemids?.[0] ?? "");
  if (item && value !== undefined) item.fields.lastvalue = value;
}

function addPeople(store: Store): void {
  store.add("usergroup", { usrgrpid: "7", name: "Zabbix administrators", gui_access: "0", users_status: "0", debug_mode: "0" });
  store.add("usergroup", { usrgrpid: "13", name: "On-call operators", gui_access: "0", users_status: "0", debug_mode: "0" });
  const people = [
    ["1", "Admin", "3", "7"],
    ["3", "oncall-lisbon", "1", "13"],
    ["4", "oncall-tallinn", "1", "13"],
  ] as const;
  for (const [userid, username, roleid, group] of people) {
    store.add(
      "user",
      { userid, username, name: "", surname: "", roleid, autologin: "0", autologout: "0", lang: "default", theme: "default" },
      { usrgrpids: [group] },
    );
  }
  store.add("mediatype", {
    mediatypeid: "1",
    name: "Email",
    type: "0",
    status: "0",
    smtp_server: "mail.example.com",
    smtp_email: "zabbix@example.com",
  });
  store.add("script", { scriptid: "1", name: "Ping", command: "ping -c 3 {HOST.CONN}", type: "0", scope: "2", execute_on: "2" });
  store.add("script", {
    scriptid: "2",
    name: "Restart web server",
    command: "systemctl restart nginx",
    type: "0",
    scope: "2",
    execute_on: "0",
    confirmation: "Restart nginx on {HOST.NAME}?",
  });
  store.add("action", { actionid: "3", name: "Report problems to the on-call operators", eventsource: "0", status: "0", esc_period: "1h" });
  store.add("proxy", { proxyid: "10201", host: "proxy-tallinn", name: "proxy-tallinn", status: "5", operating_mode: "0" });
  store.add("dashboard", { dashboardid: "1", name: "Global view", userid: "1", private: "0", display_period: "30", auto_start: "1" });
  store.add("map", { sysmapid: "1", name: "Both sites", width: "800", height: "600" });
  store.add("service", {
    serviceid: "1",
    name: "Web shop",
    algorithm: "1",
    status: "2",
    weight: "0",
    propagation_rule: "0",
    propagation_value: "0",
  });
  store.add(
    "valuemap",
    { valuemapid: "1", name: "Service state", hostid: "10084" },
    {},
    {
      mappings: [
        { type: "0", value: "0", newvalue: "Down" },
        { type: "0", value: "1", newvalue: "Up" },
      ],
    },
  );
}

function idOf(store: Store, host: string): string {
  const found = [...store.table("host").values()].find(({ fields }) => fields.host === host);
  if (!found?.fields.hostid) throw new Error(`the fleet has no host ${host}`);
  return found.fields.hostid;
}
