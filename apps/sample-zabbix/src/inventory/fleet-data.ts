export type Kind = "web" | "database" | "cache" | "balancer" | "network" | "backup" | "monitor";
export type Trouble = { host: string; text: string; value?: string; minutesAgo: number; lasted?: number; acknowledged?: boolean };

/** Host groups by id. */
export const groups = {
  1: "Templates",
  2: "Linux servers",
  4: "Zabbix servers",
  7: "Network devices",
  8: "Databases",
  9: "Web tier",
  21: "Sites/Lisbon",
  22: "Sites/Tallinn",
};

export const templates: Record<"linux" | "postgres" | "nginx" | "snmp", { templateid: string; host: string; name: string }> = {
  linux: { templateid: "10001", host: "Linux by Zabbix agent", name: "Linux by Zabbix agent" },
  postgres: { templateid: "10002", host: "PostgreSQL by Zabbix agent", name: "PostgreSQL by Zabbix agent" },
  nginx: { templateid: "10003", host: "Nginx by HTTP", name: "Nginx by HTTP" },
  snmp: { templateid: "10004", host: "Network device by SNMP", name: "Network device by SNMP" },
};

export const hosts: [host: string, kind: Kind, site: "21" | "22", ip: string][] = [
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

export const kinds: Record<Kind, { groupids: string[]; templates: (keyof typeof templates)[] }> = {
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

/** What each template measures, and the condition that it raises. */
export const measures: Record<keyof typeof templates, Measure[]> = {
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
export const troubles: readonly Trouble[] = [
  { host: "db-02", text: "Streaming lag is too high", value: "1840", minutesAgo: 42, acknowledged: true },
  { host: "backup-01", text: "/: Disk space is critically low", value: "94.2", minutesAgo: 310, acknowledged: true },
  { host: "web-03", text: "High CPU utilization", value: "96.7", minutesAgo: 12 },
  { host: "fw-edge-01", text: "Uplink: high bandwidth usage", value: "871000000", minutesAgo: 5 },
  { host: "web-01", text: "Service is down", minutesAgo: 1290, lasted: 3 },
  { host: "lb-01", text: "High CPU utilization", minutesAgo: 760, lasted: 18 },
  { host: "cache-01", text: "Zabbix agent is not available", minutesAgo: 1800, lasted: 6 },
];
