import type { Store } from "./store.ts";

type Kind = "web" | "database" | "cache" | "balancer" | "network" | "backup" | "monitor";

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

const groups = {
  1: "Templates",
  2: "Linux servers",
  4: "Zabbix servers",
  7: "Network devices",
  8: "Databases",
  9: "Web tier",
  21: "Sites/Lisbon",
  22: "Sites/Tallinn",
};

const templates: Record<"linux" | "postgres" | "nginx" | "snmp", { templateid: string; host: string; name: string }> = {
  linux: { templateid: "10001", host: "Linux by Zabbix agent", name: "Linux by Zabbix agent" },
  postgres: { templateid: "10002", host: "PostgreSQL by Zabbix agent", name: "PostgreSQL by Zabbix agent" },
  nginx: { templateid: "10003", host: "Nginx by HTTP", name: "Nginx by HTTP" },
  snmp: { templateid: "10004", host: "Network device by SNMP", name: "Network device by SNMP" },
};

const hosts: [host: string, kind: Kind, site: "21" | "22", ip: string][] = [
  ["Zabbix server", "monitor", "21", "127.0.0.1"],
  ["web-01", "web", "21", "10.20.1.11"],
  ["web-02", "web", "21", "10.20.1.12"],
  ["web-03", "web", "22", "10.30.1.13"],
  ["db-01", "database", "21", "10.20.2.21"],
  ["db-02", "database", "22", "10.30.2.22"],
  ["cache-01", "cache", "21", "10.20.2.31"],
  ["lb-01", "balancer", "21", "10.20.0.5"],
  ["sw-core-01", "network", "21", "10.20.0.2"],
  ["fw-edge-01", "network", "22", "10.30.0.1"],
  ["backup-01", "backup", "22", "10.30.3.41"],
];

const kinds: Record<Kind, { groupids: string[]; templates: (keyof typeof templates)[] }> = {
  monitor: { groupids: ["4", "2"], templates: ["linux", "postgres"] },
  web: { groupids: ["2", "9"], templates: ["linux", "nginx"] },
  database: { groupids: ["2", "8"], templates: ["linux", "postgres"] },
  cache: { groupids: ["2"], templates: ["linux"] },
  balancer: { groupids: ["2", "9"], templates: ["linux", "nginx"] },
  network: { groupids: ["7"], templates: ["snmp"] },
  backup: { groupids: ["2"], templates: ["linux"] },
};

type Measure = {
  name: string;
  key: string;
  units: string;
  type: "0" | "3";
  typical: number;
  trigger?: { text: string; above: number; priority: string };
};

const measures: Record<keyof typeof templates, Measure[]> = {
  linux: [
    {
      name: "CPU utilization",
      key: "system.cpu.util",
      units: "%",
      type: "0",
      typical: 18,
      trigger: { text: "High CPU utilization", above: 90, priority: "2" },
    },
    { name: "Available memory in %", key: "vm.memory.size[pavailable]", units: "%", type: "0", typical: 46 },
    {
      name: "/: Space utilization",
      key: "vfs.fs.size[/,pused]",
      units: "%",
      type: "0",
      typical: 57,
      trigger: { text: "/: Disk space is critically low", above: 90, priority: "3" },
    },
    {
      name: "Zabbix agent availability",
      key: "zabbix[host,agent,available]",
      units: "",
      type: "3",
      typical: 1,
      trigger: { text: "Zabbix agent is not available", above: 0, priority: "3" },
    },
  ],
  postgres: [
    {
      name: "Connections: used in %",
      key: "pgsql.connections.sum.total_pct",
      units: "%",
      type: "0",
      typical: 34,
      trigger: { text: "Too many connections", above: 90, priority: "3" },
    },
    {
      name: "Replication lag",
      key: "pgsql.replication.lag.sec",
      units: "s",
      type: "3",
      typical: 0,
      trigger: { text: "Streaming lag is too high", above: 300, priority: "4" },
    },
  ],
  nginx: [
    { name: "Requests per second", key: "nginx.requests.total.rate", units: "", type: "0", typical: 212 },
    {
      name: "Service status",
      key: "net.tcp.service[http]",
      units: "",
      type: "3",
      typical: 1,
      trigger: { text: "Service is down", above: 0, priority: "4" },
    },
  ],
  snmp: [
    {
      name: "ICMP ping",
      key: "icmpping",
      units: "",
      type: "3",
      typical: 1,
      trigger: { text: "Unavailable by ICMP ping", above: 0, priority: "4" },
    },
    {
      name: "Uplink: bits received",
      key: "net.if.in[uplink]",
      units: "bps",
      type: "3",
      typical: 184_000_000,
      trigger: { text: "Uplink: high bandwidth usage", above: 800_000_000, priority: "2" },
    },
  ],
};

/** What is or was wrong: `minutesAgo` it began, `lasted` minutes unless it is still open. */
const troubles = [
  { host: "db-02", text: "Streaming lag is too high", value: "1840", minutesAgo: 42, acknowledged: true },
  { host: "backup-01", text: "/: Disk space is critically low", value: "94.2", minutesAgo: 310, acknowledged: true },
  { host: "web-03", text: "High CPU utilization", value: "96.7", minutesAgo: 12 },
  { host: "fw-edge-01", text: "Uplink: high bandwidth usage", value: "871000000", minutesAgo: 5 },
  { host: "web-01", text: "Service is down", minutesAgo: 1290, lasted: 3 },
  { host: "lb-01", text: "High CPU utilization", minutesAgo: 760, lasted: 18 },
  { host: "cache-01", text: "Zabbix agent is not available", minutesAgo: 1800, lasted: 6 },
] as const;

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

type Trouble = { host: string; text: string; value?: string; minutesAgo: number; lasted?: number; acknowledged?: boolean };

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
