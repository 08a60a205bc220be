import { get } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";
import { inventory } from "./inventory/inventory.ts";
import { operations } from "./operations.ts";
import { type Sample, startSample } from "./server.ts";
import { type Connected, connect } from "./testing.ts";

const now = 1_790_000_000;
let sample: Sample;
let agent: Connected;
beforeAll(async () => {
  sample = await startSample({ port: 0, backend: inventory(() => now * 1000) });
  agent = await connect(sample.url);
});
afterAll(async () => {
  await agent.client.close();
  await sample.close();
});

const raw = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status?: number; body: string }>((resolve, reject) => {
    get(new URL(path, sample.url), { headers }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, body });
    }).once("error", reject);
  });
const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(sample.url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body: JSON.stringify(body),
  });
const rows = (json: unknown) => json as Record<string, unknown>[];

test("lists 102 tools in one page, each with the schema of the data and words of its own", async () => {
  const { tools, nextCursor } = await agent.client.listTools();
  expect(tools).toHaveLength(102);
  expect(nextCursor).toBeUndefined();
  expect(tools).toEqual(catalogue);
  expect(new Set(tools.map(({ description }) => description)).size).toBe(102);
  expect([...operations.keys()].filter((name) => !tools.some((tool) => tool.name === name))).toEqual([]);
});

test("signing in and out always works, and calls go on afterwards", async () => {
  for (const name of ["zabbix_login", "zabbix_logout", "zabbix_logout", "zabbix_host_get"])
    expect(await agent.call(name)).toMatchObject({ isError: false });
  expect(await agent.call("zabbix_get_api_version")).toEqual({ isError: false, line: "Zabbix API version:", json: "6.0.14" });
});

test("every tool answers with its arguments missing, and none falls over", async () => {
  for (const { name, inputSchema } of catalogue) {
    const { isError, line } = await agent.call(name);
    const works = operations.has(name) && inputSchema.required === undefined;
    expect({ name, isError, line }).toEqual({ name, isError: !works, line: expect.stringMatching(/\S/) });
    expect(line, name).not.toMatch(/the sample server failed/i);
  }
});

test("a tool that the sample does not have says so", async () => {
  const { isError, line } = await agent.call("zabbix_execute_script", { scriptid: "1" });
  expect({ isError, line }).toEqual({
    isError: true,
    line: "zabbix_execute_script is listed, but this sample server does not implement it.",
  });
});

test("wrong arguments and unknown tools are refused in a sentence", async () => {
  expect(await agent.call("zabbix_host_delete", { hostids: "10084" })).toMatchObject({
    isError: true,
    line: "Wrong arguments for zabbix_host_delete: arguments.hostids must be of type array.",
  });
  await expect(agent.call("zabbix_nothing")).rejects.toThrow("Unknown tool: zabbix_nothing");
});

test("a host is created, found, changed and deleted with all that hangs on it", async () => {
  const interfaces = [{ type: 1, main: 1, useip: 1, ip: "10.20.1.99", dns: "", port: "10050" }];
  const created = await agent.call("zabbix_host_create", {
    host: "web-99",
    groups: [{ groupid: "9" }],
    interfaces,
    macros: [{ macro: "{$A}", value: "1" }],
  });
  const { hostids } = created.json as { hostids: string[] };
  expect(created).toMatchObject({ isError: false, line: "Created host:" });

  const found = await agent.call("zabbix_host_get", { hostIdentifiers: ["web-99"], selectMacros: "extend" });
  expect(found.json).toMatchObject([
    { hostid: hostids[0], status: "0", groups: [{ name: "Web tier" }], interfaces: [{ port: "10050" }], macros: [{ macro: "{$A}" }] },
  ]);

  expect(
    await agent.call("zabbix_host_update", { hostid: hostids[0], name: "Web ninety-nine", status: 1, groups: [{ groupid: "2" }] }),
  ).toMatchObject({ isError: false });
  const changed = await agent.call("zabbix_host_get", { hostids, output: ["name", "status"] });
  expect(changed.json).toMatchObject([{ hostid: hostids[0], name: "Web ninety-nine", status: "1", groups: [{ groupid: "2" }] }]);

  const twin = await agent.call("zabbix_host_create", { host: "web-99", groups: [{ groupid: "9" }], interfaces });
  expect(twin).toMatchObject({ isError: true, line: expect.stringContaining('"web-99" already exists') });
  expect(await agent.call("zabbix_host_create", { host: "x", groups: [{ groupid: "404" }], interfaces })).toMatchObject({ isError: true });

  expect(await agent.call("zabbix_host_delete", { hostids: [hostids[0], "404"] })).toMatchObject({ isError: true });
  expect(rows((await agent.call("zabbix_host_get", { hostids })).json)).toHaveLength(1);
  expect(await agent.call("zabbix_host_delete", { hostids })).toMatchObject({ isError: false, json: { hostids } });
  expect((await agent.call("zabbix_host_get", { hostids })).json).toEqual([]);
});

test("deleting a host takes its items, triggers and problems along", async () => {
  const own = await startSample({ port: 0 });
  const { client, call } = await connect(own.url);
  const hostids = rows((await call("zabbix_host_get", { hostIdentifiers: ["db-02"] })).json).map(({ hostid }) => hostid);
  const lists = ["zabbix_get_items", "zabbix_get_triggers", "zabbix_get_problems", "zabbix_get_events"];
  for (const list of lists) expect(rows((await call(list, { hostids })).json).length, list).toBeGreaterThan(0);
  expect(await call("zabbix_host_delete", { hostids })).toMatchObject({ isError: false });
  for (const list of lists) expect((await call(list, { hostids })).json, list).toEqual([]);
  await client.close();
  await own.close();
});

test("host groups: created, renamed, refused while hosts need them, deleted", async () => {
  const { groupids } = (await agent.call("zabbix_create_hostgroup", { name: "Staging" })).json as { groupids: string[] };
  expect(await agent.call("zabbix_create_hostgroup", { name: "Staging" })).toMatchObject({
    isError: true,
    line: expect.stringContaining('"Staging" already exists'),
  });
  expect(await agent.call("zabbix_update_hostgroup", { groupid: groupids[0], name: "Rehearsal" })).toMatchObject({ isError: false });
  expect((await agent.call("zabbix_get_hostgroups", { groupnames: ["Rehearsal"] })).json).toEqual([
    { groupid: groupids[0], name: "Rehearsal" },
  ]);
  const { hostids } = (
    await agent.call("zabbix_host_create", {
      host: "rehearsal-01",
      groups: [{ groupid: groupids[0] }],
      interfaces: [{ type: 1, main: 1, useip: 0, dns: "rehearsal-01", port: "10050" }],
    })
  ).json as { hostids: string[] };
  expect((await agent.call("zabbix_get_hostgroups", { groupids, selectHosts: ["host"] })).json).toMatchObject([
    { hosts: [{ host: "rehearsal-01" }] },
  ]);
  expect(await agent.call("zabbix_delete_hostgroups", { groupids })).toMatchObject({
    isError: true,
    line: expect.stringContaining("cannot be without host group"),
  });
  await agent.call("zabbix_host_delete", { hostids });
  expect(await agent.call("zabbix_delete_hostgroups", { groupids })).toMatchObject({ isError: false });
  expect((await agent.call("zabbix_get_hostgroups", { groupids })).json).toEqual([]);
});

test("maintenance: planned, moved, cancelled", async () => {
  const window = { active_since: now, active_till: now + 3600, timeperiods: [{ timeperiod_type: 0, period: 3600 }] };
  expect(await agent.call("zabbix_create_maintenance", { name: "Nobody", ...window })).toMatchObject({ isError: true });
  const { maintenanceids } = (await agent.call("zabbix_create_maintenance", { name: "Patch night", hostids: ["10085"], ...window }))
    .json as { maintenanceids: string[] };
  expect(await agent.call("zabbix_update_maintenance", { maintenanceid: maintenanceids[0], active_till: now - 1 })).toMatchObject({
    isError: true,
  });
  expect(
    await agent.call("zabbix_update_maintenance", { maintenanceid: maintenanceids[0], active_till: now + 7200, groupids: ["8"] }),
  ).toMatchObject({ isError: false });
  const listed = await agent.call("zabbix_get_maintenance", { maintenanceids, selectHosts: ["host"], selectGroups: ["name"] });
  expect(listed.json).toMatchObject([{ active_till: String(now + 7200), hosts: [{ host: "web-01" }], groups: [{ name: "Databases" }] }]);
  expect(rows((await agent.call("zabbix_get_maintenance", { hostids: ["10085"] })).json)).toHaveLength(1);
  expect(await agent.call("zabbix_delete_maintenance", { maintenanceids })).toMatchObject({ isError: false });
  expect((await agent.call("zabbix_get_maintenance", { maintenanceids })).json).toEqual([]);
});

test("problems and events can be narrowed, counted, sorted and acknowledged", async () => {
  const all = rows((await agent.call("zabbix_get_problems")).json);
  expect(all).toHaveLength(4);
  expect((await agent.call("zabbix_get_problems", { output: "count" })).json).toBe("4");
  expect((await agent.call("zabbix_get_problems", { severities: [4] })).json).toMatchObject([{ name: "Streaming lag is too high" }]);
  expect(rows((await agent.call("zabbix_get_problems", { groupids: ["22"] })).json)).toHaveLength(4);
  expect((await agent.call("zabbix_get_problems", { groupids: ["21"] })).json).toEqual([]);
  const open = rows((await agent.call("zabbix_get_problems", { acknowledged: "0", sortfield: ["eventid"], sortorder: "DESC" })).json);
  expect(open.map(({ name }) => name)).toEqual(["Uplink: high bandwidth usage", "High CPU utilization"]);

  const eventids = [String(open[0]?.eventid)];
  expect(await agent.call("zabbix_acknowledge_event", { eventids, message: "Looking." })).toMatchObject({ isError: false });
  expect(
    (await agent.call("zabbix_get_problems", { objectids: [String(open[0]?.objectid)], selectAcknowledges: "extend" })).json,
  ).toMatchObject([{ acknowledged: "1", acknowledges: [{ message: "Looking." }] }]);
  const events = rows((await agent.call("zabbix_get_events", { time_from: now - 24 * 3600, selectHosts: ["host"] })).json);
  expect(events.map(({ clock }) => Number(clock))).toEqual(events.map(({ clock }) => Number(clock)).toSorted((a, b) => b - a));
  expect(events[0]).toMatchObject({ hosts: [{ host: "fw-edge-01" }] });

  expect(await agent.call("zabbix_acknowledge_event", { eventids, action: 1 })).toMatchObject({ isError: false });
  expect((await agent.call("zabbix_get_problems", { output: "count" })).json).toBe("3");
});

test("items and triggers of hosts, with what they are joined to", async () => {
  const items = rows(
    (
      await agent.call("zabbix_get_items", {
        hostids: ["10088"],
        search: { key_: "PGSQL" },
        output: ["key_"],
        selectTriggers: ["description"],
      })
    ).json,
  );
  expect(items.map(({ key_ }) => key_)).toEqual(["pgsql.connections.sum.total_pct", "pgsql.replication.lag.sec"]);
  expect(items[0]).toMatchObject({ triggers: [{ description: "Too many connections" }] });
  const firing = rows((await agent.call("zabbix_get_triggers", { only_true: true, min_severity: 3, selectHosts: ["host"] })).json);
  expect(firing.map(({ description, priority }) => [description, priority])).toEqual([
    ["Streaming lag is too high", "4"],
    ["/: Disk space is critically low", "3"],
  ]);
  expect(rows((await agent.call("zabbix_get_items", { templateids: ["10004"], limit: 3 })).json)).toHaveLength(3);
  expect(JSON.stringify((await agent.call("zabbix_get_users", { selectUsrgrps: ["name"] })).json)).not.toMatch(/passw/);
});

test("each client has its session; ended and unknown ones are 404, none at all is 400", async () => {
  const [one, two] = [await connect(sample.url), await connect(sample.url)];
  const [first, second] = [one.transport.sessionId ?? "", two.transport.sessionId ?? ""];
  expect(first).not.toBe(second);
  await one.transport.terminateSession();
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  for (const id of [first, "made-up"]) expect((await post(list, { "mcp-session-id": id })).status).toBe(404);
  expect((await post(list)).status).toBe(400);
  expect((await post(list, { "mcp-session-id": second })).status).toBe(200);
  expect((await raw("/mcp", { accept: "text/event-stream", "mcp-session-id": "made-up" })).status).toBe(404);
  await two.client.close();
});

test("liveness, unknown paths, foreign hosts and foreign origins", async () => {
  expect(JSON.parse((await raw("/health")).body)).toEqual({ status: "ok", backend: "inventory", tools: 102 });
  expect((await raw("/")).status).toBe(404);
  for (const host of ["evil.example", "evil.example:4100", "127.0.0.1.evil.example"])
    expect((await raw("/health", { host })).status, host).toBe(403);
  expect((await raw("/health", { host: "localhost:1" })).status).toBe(200);
  expect((await raw("/health", { origin: "https://evil.example" })).status).toBe(403);
  expect((await raw("/health", { origin: "null" })).status).toBe(403);
  expect((await raw("/health", { origin: "http://localhost:6274" })).status).toBe(200);
});

test("a name that the operator lists may stand in the Host header", async () => {
  const named = await startSample({ port: 0, allowedHosts: ["sample"] });
  const { port } = new URL(named.url);
  const status = await new Promise((resolve, reject) => {
    get({ port, path: "/health", headers: { host: `sample:${port}` } }, (response) => resolve(response.resume().statusCode)).once(
      "error",
      reject,
    );
  });
  expect(status).toBe(200);
  await named.close();
});

test("stopping ends open streams, and a taken port is an error", async () => {
  const own = await startSample({ port: 0 });
  const { client } = await connect(own.url);
  await expect(startSample({ port: Number(new URL(own.url).port) })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await own.close();
  await expect(fetch(own.url)).rejects.toThrow();
  await client.close();
});
