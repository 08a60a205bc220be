import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { startSample } from "./server.ts";
import { connect } from "./testing.ts";
import { zabbixApi } from "./zabbix-api.ts";

type Received = { method: string; params: Record<string, unknown>; auth: string | undefined; bearer: string | undefined };
const password = "correct horse";
const servers: { close(): unknown }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0).toReversed()) await server.close();
});

/** As much of the JSON-RPC API as it takes to be strict about sessions; `answers` holds the results of other methods. */
async function fakeZabbix(version: string, answers: Record<string, unknown> = {}) {
  const received: Received[] = [];
  const sessions = new Set<string>();
  let logins = 0;
  const judge = ({
    method,
    params,
    auth,
    bearer,
  }: Received): { result: unknown } | { error: { code: number; message: string; data: string } } => {
    const refuse = (data: string) => ({ error: { code: -32602, message: "Invalid params.", data } });
    if (method === "apiinfo.version") return auth === undefined && bearer === undefined ? { result: version } : refuse("unexpected auth");
    if (method === "user.login") {
      if (params.password !== password) return refuse("Incorrect user name or password or account is temporarily blocked.");
      const id = `session-${++logins}`;
      sessions.add(id);
      return { result: id };
    }
    const id = version.startsWith("6.0") ? auth : bearer?.replace("Bearer ", "");
    if (id === undefined || !sessions.has(id)) return refuse("Session terminated, re-login, please.");
    if (method === "user.logout") return { result: sessions.delete(id) };
    if (method === "host.delete") return { error: { code: -32500, message: "Application error.", data: `Denied for ${id}.` } };
    return { result: answers[method] ?? [] };
  };
  const server: Server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method, params, auth, id } = JSON.parse(text);
    const entry = { method, params, auth, bearer: request.headers.authorization };
    received.push(entry);
    response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, ...judge(entry) }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  servers.push({ close });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api_jsonrpc.php`, received, sessions, server };
}

async function agentFor(url: string, secret = password) {
  const sample = await startSample({ port: 0, backend: zabbixApi({ url, username: "Admin", password: secret }) });
  servers.push(sample);
  const agent = await connect(sample.url);
  servers.push(agent.client);
  return agent;
}

test("6.0: the session is opened once and travels in the body", async () => {
  const zabbix = await fakeZabbix("6.0.14", { "host.get": [{ hostid: "1", host: "a" }], "hostgroup.create": { groupids: ["5"] } });
  const { call } = await agentFor(zabbix.url);
  expect(await call("zabbix_get_api_version")).toMatchObject({ json: "6.0.14" });
  expect(await call("zabbix_host_get", { hostIdentifiers: ["a"], filter: { status: "0" }, output: ["host"] })).toMatchObject({
    isError: false,
    json: [{ hostid: "1" }],
  });
  expect(await call("zabbix_create_hostgroup", { name: "New" })).toMatchObject({ json: { groupids: ["5"] } });
  expect(zabbix.received.map(({ method }) => method)).toEqual(["apiinfo.version", "user.login", "host.get", "hostgroup.create"]);
  expect(zabbix.received[2]).toEqual({
    method: "host.get",
    params: {
      filter: { status: "0", host: ["a"] },
      output: ["host"],
      selectGroups: "extend",
      selectInterfaces: "extend",
      selectParentTemplates: "extend",
    },
    auth: "session-1",
    bearer: undefined,
  });
});

test("7.0: the session travels as a bearer token and groups go by their new name", async () => {
  const zabbix = await fakeZabbix("7.0.3");
  const { call } = await agentFor(zabbix.url);
  expect(await call("zabbix_host_get")).toMatchObject({ isError: false, json: [] });
  const { auth, bearer, params } = zabbix.received.at(-1) ?? {};
  expect({ auth, bearer, groups: [params?.selectGroups, params?.selectHostGroups] }).toEqual({
    auth: undefined,
    bearer: "Bearer session-1",
    groups: [undefined, "extend"],
  });
});

test("before 7.0 a proxy's name is its host field", async () => {
  const [old, recent] = [await fakeZabbix("6.0.14"), await fakeZabbix("7.0.3")];
  for (const { url } of [old, recent]) await (await agentFor(url)).call("zabbix_get_proxies");
  expect(old.received.at(-1)?.params).toMatchObject({ sortfield: ["host"], output: expect.arrayContaining(["proxyid", "host"]) });
  expect(recent.received.at(-1)?.params).toMatchObject({ sortfield: ["name"] });
});

test("arguments take the API's shape: ids as lists, targets as objects, codes as numbers", async () => {
  const zabbix = await fakeZabbix("6.0.14");
  const { call } = await agentFor(zabbix.url);
  await call("zabbix_delete_hostgroups", { groupids: ["5", "6"] });
  await call("zabbix_create_maintenance", {
    name: "m",
    active_since: 1,
    active_till: 2,
    timeperiods: [{ timeperiod_type: 0 }],
    hostids: ["1"],
    groupids: ["2"],
  });
  await call("zabbix_get_problems", { acknowledged: "0", evaltype: "2", tags: [{ tag: "a", operator: "1" }], output: "count" });
  const sent = Object.fromEntries(zabbix.received.map(({ method, params }) => [method, params]));
  expect(sent["hostgroup.delete"]).toEqual(["5", "6"]);
  expect(sent["maintenance.create"]).toMatchObject({ hosts: [{ hostid: "1" }], groups: [{ groupid: "2" }], maintenance_type: 0 });
  expect(sent["problem.get"]).toEqual({
    acknowledged: false,
    evaltype: 2,
    tags: [{ tag: "a", operator: 1 }],
    countOutput: true,
    recent: true,
  });
});

test("an expired session is opened again once, for many callers at the same time too", async () => {
  const zabbix = await fakeZabbix("6.0.14");
  const { call } = await agentFor(zabbix.url);
  await call("zabbix_login");
  zabbix.sessions.clear();
  const answers = await Promise.all(Array.from({ length: 8 }, () => call("zabbix_get_items")));
  expect(answers.every(({ isError }) => !isError)).toBe(true);
  expect(zabbix.received.filter(({ method }) => method === "user.login")).toHaveLength(2);
});

test("after logout the next call signs in again, and a second logout has nothing to do", async () => {
  const zabbix = await fakeZabbix("6.0.14");
  const { call } = await agentFor(zabbix.url);
  for (const tool of ["zabbix_login", "zabbix_logout", "zabbix_logout"]) expect(await call(tool)).toMatchObject({ isError: false });
  expect(zabbix.sessions.size).toBe(0);
  expect(await call("zabbix_get_hostgroups")).toMatchObject({ isError: false });
  expect(zabbix.received.filter(({ method }) => method === "user.logout")).toHaveLength(1);
});

test("refusals are told without password and session id", async () => {
  const zabbix = await fakeZabbix("6.0.14");
  const { call } = await agentFor(zabbix.url);
  const refused = await call("zabbix_host_delete", { hostids: ["1"] });
  expect(refused).toMatchObject({ isError: true, line: "Zabbix did not do it: Application error. Denied for [session]." });
  const wrong = await agentFor(zabbix.url, "wrong secret");
  const denied = await wrong.call("zabbix_login");
  expect(denied).toMatchObject({ isError: true, line: expect.stringContaining("Incorrect user name or password") });
  expect(denied.line).not.toContain("wrong secret");
});

test("an API that is away or is none gives a sentence", async () => {
  const zabbix = await fakeZabbix("6.0.14");
  zabbix.server.removeAllListeners("request").on("request", (_request, response) => response.writeHead(502).end("<html>"));
  const { call } = await agentFor(zabbix.url);
  expect(await call("zabbix_get_api_version")).toMatchObject({ isError: true, line: expect.stringContaining("HTTP 502") });
  zabbix.server.closeAllConnections();
  zabbix.server.close();
  expect(await call("zabbix_get_api_version")).toMatchObject({ isError: true, line: expect.stringContaining("cannot be reached") });
});
