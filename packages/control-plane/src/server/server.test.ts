import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "../caller.ts";
import { openControlPlane } from "../open.ts";
import { type Installation, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { deleteServer } from "./delete.ts";
import { getServer } from "./get.ts";
import { listServers } from "./list.ts";
import { digestOf } from "./meet.ts";
import { rediscoverServer } from "./rediscover.ts";
import { registerServer } from "./register.ts";
import { openHeaders } from "./sealed-headers.ts";
import { setServerHeaders } from "./set-headers.ts";

let here: Installation;
let owner: Context;
let upstream: TestUpstream;
beforeAll(async () => {
  here = await testInstallation();
});
beforeEach(async () => {
  upstream = await testUpstream();
  owner = await newOrganization(here.cp);
  return () => upstream.close();
});
afterAll(() => here?.close());

describe("registering", () => {
  test("stores the server with its tools in order, each definition as it was sent, pinned by its digest", async () => {
    upstream.tools = [
      { name: "zeta", description: "Last letter first" },
      { name: "alpha", inputSchema: { type: "object", properties: { n: { type: "number" } } } },
    ];
    const server = await registerServer(owner, { name: "My Zabbix", url: upstream.url });
    expect(server).toMatchObject({
      slug: "my-zabbix",
      url: upstream.url,
      enabled: true,
      era: "legacy",
      protocolVersion: "2025-11-25",
      serverInfo: { name: "test", version: "1.0.0" },
      toolCount: 2,
      grantCount: 0,
      gatewayUrl: `https://gateway.example.com/${owner.caller.organizationSlug}/my-zabbix/mcp`,
      headerNames: [],
    });
    expect(server.tools.map(({ name }) => name)).toEqual(["zeta", "alpha"]);
    expect(server.tools[0]).toMatchObject({ description: "Last letter first", inputSchema: { type: "object" } });
    for (const tool of server.tools) expect(tool.digest).toBe(digestOf(tool.definition));
    expect(await getServer(owner, { slug: "my-zabbix" })).toEqual(server);
    const { tools: _, settings: __, ...summary } = server;
    expect(await listServers(owner)).toEqual([summary]);
  });

  test("ends its connections, and stores what a server says of itself without what no column can hold", async () => {
    upstream.says = { serverInfo: { name: "te\0st", version: "1" }, capabilities: { tools: {}, experimental: { a: ["x\0\ud800"] } } };
    expect(await registerServer(owner, { name: "Zabbix", url: upstream.url })).toMatchObject({
      serverInfo: { name: "test", version: "1" },
    });
    await expect.poll(upstream.connections).toBe(0);
  });

  test("three at a time in one organization; others are not kept waiting", async () => {
    const others = await newOrganization(here.cp);
    let open = () => {};
    const gate = new Promise<void>((done) => {
      open = done;
    });
    const slow = await Promise.all(Array.from({ length: 3 }, () => testUpstream()));
    for (const one of slow) one.meanwhile = () => gate;
    const waiting = slow.map(({ url }, index) => registerServer(owner, { name: `Slow ${index}`, url }));
    await expect.poll(async () => Promise.all(slow.map(({ connections }) => connections()))).toEqual([1, 1, 1]);
    await expect(registerServer(owner, { name: "Fourth", url: upstream.url })).rejects.toMatchObject({ code: "throttled" });
    await registerServer(others, { name: "Zabbix", url: upstream.url });
    open();
    await Promise.all(waiting);
    await registerServer(owner, { name: "Fourth", url: upstream.url });
    for (const one of slow) await one.close();
  });

  test("a credential in the address is refused with the place where it belongs", async () => {
    await expect(registerServer(owner, { name: "Zabbix", url: `${upstream.url}?api_key=1` })).rejects.toMatchObject({
      code: "upstream_url_refused",
      message: expect.stringContaining("as a header"),
    });
  });

  test("a taken slug gets a number when it was made, and is a conflict when it was chosen; the server is not called for it", async () => {
    await registerServer(owner, { name: "Zabbix", url: upstream.url });
    expect((await registerServer(owner, { name: "Zabbix", url: upstream.url })).slug).toBe("zabbix-2");
    expect((await registerServer(owner, { name: "日本", url: upstream.url })).slug).toBe("127-0-0-1");
    upstream.seen = {};
    await expect(registerServer(owner, { name: "Z", slug: "zabbix", url: upstream.url })).rejects.toMatchObject({
      code: "conflict",
      issues: [{ pointer: "/slug" }],
    });
    expect(upstream.seen).toEqual({});
  });

  test("each failure is one sentence, and saves nothing", async () => {
    upstream.secret = "Bearer right";
    const dead = await testUpstream();
    await dead.close();
    const page = await testUpstream();
    page.broken = true;
    const cases = [
      [{ url: upstream.url }, "upstream_wants_credentials", "/headers"],
      [{ url: upstream.url, headers: [{ name: "Authorization", value: "Bearer wrong" }] }, "upstream_wants_credentials", "/headers"],
      [{ url: dead.url }, "upstream_unreachable", "/url"],
      [{ url: page.url }, "upstream_not_mcp", "/url"],
      [{ url: "ftp://example.com" }, "upstream_url_refused", "/url"],
      [{ url: "not a url" }, "upstream_url_refused", "/url"],
      [{ url: "https://10.0.0.1/mcp" }, "upstream_address_refused", "/url"],
      [{ url: "https://[::ffff:169.254.169.254]/latest" }, "upstream_address_refused", "/url"],
    ] as const;
    for (const [input, code, pointer] of cases) {
      const error = await registerServer(owner, { name: "S", ...input, headers: [...("headers" in input ? input.headers : [])] }).then(
        () => null,
        (e) => e,
      );
      expect([input.url, error?.code, error?.issues?.[0]?.pointer]).toEqual([input.url, code, pointer]);
      expect(error.message).toMatch(/^[^\n]+[.!?]$/);
      expect(error.message).not.toContain("wrong");
    }
    await page.close();
    expect(await listServers(owner)).toEqual([]);
    const [{ n } = { n: "" }] = await here.rows<{ n: string }>(
      "SELECT count(*) AS n FROM audit_event WHERE organization_id = $1 AND action LIKE 'server%'",
      [owner.caller.organizationId],
    );
    expect(n).toBe("0");
  });

  test("loopback is refused where the operator has not opened it", async () => {
    const { database } = here;
    const strict = openControlPlane({
      databaseUrl: database.ownerUrl,
      rootKey: database.rootKey,
      gatewayUrl: "https://g.example.com",
      dashboardUrl: "https://d.example.com",
    });
    await expect(registerServer({ ...strict, caller: owner.caller }, { name: "S", url: upstream.url })).rejects.toMatchObject({
      code: expect.stringMatching(/^upstream_/),
    });
    expect(upstream.seen).toEqual({});
    await strict.close();
  });
});

describe("headers", () => {
  test("are sent, sealed to their row, and never come out again", async () => {
    upstream.secret = "Bearer t0p-secret";
    const server = await registerServer(owner, {
      name: "S",
      url: upstream.url,
      headers: [{ name: "Authorization", value: " Bearer t0p-secret\n" }],
    });
    expect(server.headerNames).toEqual(["Authorization"]);
    expect(JSON.stringify([server, await getServer(owner, { slug: server.slug }), await listServers(owner)])).not.toContain("t0p-secret");
    const [row] = await here.rows<{ sealed_headers: string }>("SELECT sealed_headers FROM server WHERE id = $1", [server.id]);
    const sealed = row?.sealed_headers ?? "";
    expect(sealed).toMatch(/^v1\./);
    const { keyring } = here.cp;
    expect(openHeaders(keyring, owner.caller.organizationId, server.id, sealed)).toEqual({ Authorization: "Bearer t0p-secret" });
    expect(() => openHeaders(keyring, owner.caller.organizationId, owner.caller.userId, sealed)).toThrow(/could not be opened/);

    await setServerHeaders(owner, { slug: server.slug, headers: [{ name: "X-Api-Key", value: "k" }] });
    await expect(rediscoverServer(owner, { slug: server.slug })).rejects.toMatchObject({ code: "upstream_wants_credentials" });
    expect((await getServer(owner, { slug: server.slug })).headerNames).toEqual(["X-Api-Key"]);
    upstream.secret = undefined;
    await rediscoverServer(owner, { slug: server.slug });
    expect(upstream.seen).toMatchObject({ "x-api-key": "k" });
    expect(upstream.seen.authorization).toBeUndefined();
  });

  test.each([
    ["Host", "a", "/headers/0/name"],
    ["Content-Length", "1", "/headers/0/name"],
    ["mcp-session-id", "a", "/headers/0/name"],
    ["Transfer-Encoding", "chunked", "/headers/0/name"],
    ["Cookie", "a=b", "/headers/0/name"],
    ["X-Forwarded-For", "a", "/headers/0/name"],
    ["a b", "a", "/headers/0/name"],
    ["", "a", "/headers/0/name"],
    ["X-Key", "a\r\nHost: b", "/headers/0/value"],
    ["X-Key", "ü", "/headers/0/value"],
    ["X-Key", " ", "/headers/0/value"],
  ])("refuses %j: %j", async (name, value, pointer) => {
    await expect(registerServer(owner, { name: "S", url: upstream.url, headers: [{ name, value }] })).rejects.toMatchObject({
      code: "invalid",
      issues: [{ pointer }],
    });
  });

  test("refuses one name twice, in any case", async () => {
    const headers = [
      { name: "X-Key", value: "a" },
      { name: "x-key", value: "b" },
    ];
    await expect(registerServer(owner, { name: "S", url: upstream.url, headers })).rejects.toMatchObject({
      issues: [{ pointer: "/headers/1/name" }],
    });
  });
});

test("discovering again tells what is new, gone and changed, and keeps the rest as it was", async () => {
  const { slug } = await registerServer(owner, { name: "S", url: upstream.url });
  const before = await getServer(owner, { slug });
  upstream.tools = [{ name: "gamma" }, { name: "beta", description: "another" }, { name: "delta" }];
  expect(await rediscoverServer(owner, { slug })).toEqual({ added: ["delta"], removed: ["alpha"], changed: ["beta"] });
  const after = await getServer(owner, { slug });
  expect(after.tools.map(({ name }) => name)).toEqual(["gamma", "beta", "delta"]);
  const dates = (server: typeof after, name: string) => server.tools.find((tool) => tool.name === name);
  expect(dates(after, "gamma")).toEqual(dates(before, "gamma"));
  expect(dates(after, "beta")?.firstSeenAt).toEqual(dates(before, "beta")?.firstSeenAt);
  expect(dates(after, "beta")?.changedAt).not.toEqual(dates(before, "beta")?.changedAt);

  upstream.broken = true;
  await expect(rediscoverServer(owner, { slug })).rejects.toMatchObject({ code: "upstream_not_mcp" });
  expect(await getServer(owner, { slug })).toEqual(after);
});

test("two discoveries at once leave one whole list", async () => {
  const { slug } = await registerServer(owner, { name: "S", url: upstream.url });
  upstream.tools = Array.from({ length: 50 }, (_, n) => ({ name: `tool_${n}` }));
  await Promise.all([1, 2, 3].map(() => rediscoverServer(owner, { slug })));
  expect((await getServer(owner, { slug })).tools.map(({ name }) => name)).toEqual(upstream.tools.map(({ name }) => name));
});

test("deleting asks for the slug again", async () => {
  const { slug } = await registerServer(owner, { name: "S", slug: "gone", url: upstream.url });
  await expect(deleteServer(owner, { slug, confirm: "other" })).rejects.toMatchObject({
    code: "invalid",
    issues: [{ pointer: "/confirm" }],
  });
  await deleteServer(owner, { slug, confirm: slug });
  await expect(getServer(owner, { slug })).rejects.toMatchObject({ code: "not_found" });
});

test("a digest sees members in any order and white space as one, and everything else as different", () => {
  expect(digestOf('{"name":"a","inputSchema":{}}')).toBe(digestOf('{ "inputSchema": {}, "name": "\\u0061" }'));
  expect(digestOf('{"name":"a","inputSchema":{"maximum":1}}')).not.toBe(digestOf('{"name":"a","inputSchema":{"maximum":1.0}}'));
  expect(() => digestOf('{"name":"a","name":"b"}')).toThrow(/more than one way/);
});
