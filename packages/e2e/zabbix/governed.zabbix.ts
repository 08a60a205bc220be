import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freshMinute } from "../src/client/fresh-minute.ts";
import { connectClient, type McpClient } from "../src/client/mcp-client.ts";
import { type Installation, removeInstallation, startInstallation } from "../src/installation/installation.ts";
import { apply, ownedOrganization } from "../src/installation/setup.ts";
import { access, sampleEnv } from "./access.ts";
import { openZabbix, type ZabbixApi } from "./zabbix-api.ts";

const operators = {
  version: "1",
  default: "deny",
  tools: {
    zabbix_get_api_version: {},
    zabbix_host_get: {},
    zabbix_get_hostgroups: {},
    zabbix_create_hostgroup: {},
    zabbix_create_maintenance: {},
    zabbix_delete_maintenance: {},
    zabbix_host_delete: { action: "deny", reason: "Deleting hosts needs an administrator." },
    zabbix_logout: { limits: [{ counter: "zabbix_logout_rate", window: "minute", max: 10, scope: "grant" }] },
  },
};
const administrators = { version: "1", default: "allow", tools: {} };
const mark = `portcullis-e2e-${randomBytes(4).toString("hex")}`;

let zabbix: ZabbixApi;
let installation: Installation;
let operator: McpClient;
let administrator: McpClient;

beforeAll(async () => {
  zabbix = await openZabbix(access);
  installation = await startInstallation({ env: sampleEnv });
  const setup = ownedOrganization(installation.urls.sample, operators);
  setup.policies.push({ server: "zabbix", name: "administrators", document: administrators });
  setup.grants.push({ label: "administrator", access: [{ server: "zabbix", policy: "administrators" }] });
  const { servers, grants } = await apply(installation, setup);
  const connect = (label: string) =>
    connectClient(servers[0]?.gateway_url ?? "", grants.find((grant) => grant.label === label)?.token ?? "");
  operator = await connect("agent");
  administrator = await connect("administrator");
});

afterAll(async () => {
  await Promise.allSettled([operator?.close(), administrator?.close()]);
  await removeInstallation(installation);
  if (!zabbix) return;
  for (const { kind, id, field } of kinds) {
    const left = await zabbix.call<Record<string, string>[]>(`${kind}.get`, { output: [id], search: { [field]: mark }, startSearch: true });
    if (left.length > 0)
      await zabbix.call(
        `${kind}.delete`,
        left.map((row) => row[id]),
      );
  }
  await zabbix.close();
});

const kinds = [
  { kind: "maintenance", id: "maintenanceid", field: "name" },
  { kind: "host", id: "hostid", field: "host" },
  { kind: "hostgroup", id: "groupid", field: "name" },
];

test("the gateway reaches the Zabbix that was named", async () => {
  const version = await fetch(access.url, {
    method: "POST",
    headers: { "content-type": "application/json-rpc" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "apiinfo.version", params: {} }),
  }).then((response) => response.json() as Promise<{ result: string }>);
  expect((await operator.call("zabbix_get_api_version")).text).toContain(version.result);
});

test("a host group created through MCP exists in Zabbix", async () => {
  const answer = await operator.call("zabbix_create_hostgroup", { name: `${mark}-made` });
  expect(answer).toMatchObject({ isError: false, decision: undefined });
  expect(await groups(`${mark}-made`)).toHaveLength(1);
});

test("a denied host delete leaves the host; an allowed one removes it", async () => {
  const hostid = await createHost();
  const denied = await operator.call("zabbix_host_delete", { hostids: [hostid] });
  expect(denied.text).toBe("[POLICY DENIED] Deleting hosts needs an administrator.");
  expect(denied.decision).toMatchObject({ decision: "deny", reason: "denied", rule: "/tools/zabbix_host_delete/action" });
  expect(await hosts(hostid)).toHaveLength(1);
  expect(await audited(hostid, ADDED)).toHaveLength(1);
  expect(await audited(hostid, DELETED)).toEqual([]);

  expect((await administrator.call("zabbix_host_delete", { hostids: [hostid] })).isError).toBe(false);
  expect(await hosts(hostid)).toEqual([]);
  expect(await audited(hostid, DELETED)).toHaveLength(1);
});

test("the eleventh logout of a minute is refused, and Zabbix still answers", async () => {
  await freshMinute(20);
  for (let call = 1; call <= 10; call++) expect(await operator.call("zabbix_logout"), `call ${call}`).toMatchObject({ isError: false });
  const eleventh = await operator.call("zabbix_logout");
  expect(eleventh.decision).toMatchObject({ decision: "limit", reason: "limit_exceeded" });
  expect(eleventh.decision?.retry_after_seconds).toBeGreaterThan(0);
  expect((await operator.call("zabbix_host_get", { limit: 1 })).isError).toBe(false);
});

test("a maintenance window is created and deleted through MCP", async () => {
  const hostid = await createHost();
  const since = Math.floor(Date.now() / 1000);
  const created = await operator.call("zabbix_create_maintenance", {
    name: `${mark}-window`,
    active_since: since,
    active_till: since + 3600,
    hostids: [hostid],
    timeperiods: [{ timeperiod_type: 0, start_date: since, period: 3600 }],
  });
  expect(created).toMatchObject({ isError: false });
  const [window] = await maintenances();
  expect(window?.hosts).toEqual([expect.objectContaining({ hostid })]);
  expect(await operator.call("zabbix_delete_maintenance", { maintenanceids: [window?.maintenanceid] })).toMatchObject({ isError: false });
  expect(await maintenances()).toEqual([]);
});

// Zabbix's numbers for the actions of its audit log, and for "host" as what was acted on.
const ADDED = 0;
const DELETED = 2;
const HOST = 4;

const groups = (name: string) => zabbix.call<object[]>("hostgroup.get", { output: ["groupid"], filter: { name: [name] } });
const hosts = (hostid: string) => zabbix.call<object[]>("host.get", { output: ["hostid"], hostids: [hostid] });
const audited = (hostid: string, action: number) =>
  zabbix.call<object[]>("auditlog.get", { filter: { resourceid: hostid, resourcetype: HOST, action } });
const maintenances = () =>
  zabbix.call<{ maintenanceid: string; hosts: { hostid: string }[] }[]>("maintenance.get", {
    output: ["maintenanceid"],
    selectHosts: ["hostid"],
    filter: { name: [`${mark}-window`] },
  });

/** A host of our own, made past the gateway. */
async function createHost(): Promise<string> {
  const name = `${mark}-${randomBytes(3).toString("hex")}`;
  const { groupids } = await zabbix.call<{ groupids: string[] }>("hostgroup.create", { name });
  const { hostids } = await zabbix.call<{ hostids: string[] }>("host.create", { host: name, groups: [{ groupid: groupids[0] }] });
  return hostids[0] ?? "";
}
