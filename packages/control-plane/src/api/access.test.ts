import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { revokeApiKey } from "../api-key/revoke.ts";
import { type Scope, scopes } from "../api-key/scopes.ts";
import { newApiKey } from "../api-key/secret.ts";
import type { Context } from "../caller.ts";
import { changeMemberRole } from "../member/change-role.ts";
import { removeMember } from "../member/remove.ts";
import { absentFrom, base, caseOf, inputFor, newKey, requestFor, saidBy } from "../testing/api.ts";
import { newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { newGrant, type World } from "../testing/world.ts";
import { allowances } from "./allowance.ts";
import { managementApi } from "./handle.ts";
import { routes } from "./routes.ts";

let world: World;
let owner: Context;
let ask: (request: Request) => Promise<Response>;
let own: string;
let foreign: string;
const narrow = new Map<Scope, string>();
const broad = new Map<Scope, string>();
const impostors = new Map<string, Record<string, string>>();

beforeAll(async () => {
  world = { here: await testInstallation(), upstream: await testUpstream() };
  ask = managementApi(world.here.cp, { allowance: allowances({ burst: 1e6 }) });
  owner = await newOrganization(world.here.cp, "Acme");
  own = (await newKey(owner)).key;
  foreign = (await newKey(await newOrganization(world.here.cp, "Globex"))).key;
  for (const scope of scopes) {
    narrow.set(
      scope,
      (
        await newKey(
          owner,
          scopes.filter((other) => other !== scope),
        )
      ).key,
    );
    broad.set(scope, (await newKey(owner, [scope])).key);
  }
  await fillImpostors();
});
afterAll(async () => {
  await world?.upstream.close();
  await world?.here.close();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Everybody who is no live key, by what they send. */
async function fillImpostors(): Promise<void> {
  const { here } = world;
  const expired = await newKey(owner);
  await here.rows("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", [expired.apiKey.id]);
  const revoked = await newKey(owner);
  await revokeApiKey(owner, { id: revoked.apiKey.id });
  const leaver = await newMember(owner, "admin");
  const left = await newKey(leaver);
  await removeMember(owner, { userId: leaver.caller.userId });
  const { token } = await newGrant(owner, world);
  const cookie = "__Host-portcullis-session=eyJhbGciOiJkaXIifQ..; next-auth.session-token=abc";
  for (const [name, headers] of Object.entries({
    anonymous: {},
    "wrong key": bearer(newApiKey(randomBytes).token),
    "one character off": bearer(own.slice(0, -1) + (own.endsWith("a") ? "b" : "a")),
    "in other letter case": bearer(own.toUpperCase()),
    expired: bearer(expired.key),
    revoked: bearer(revoked.key),
    "creator left": bearer(left.key),
    "a grant's token": bearer(token),
    "session cookie instead of a key": { cookie },
    "key as a cookie": { cookie: `authorization=Bearer ${own}` },
    "key in another header": { "x-api-key": own },
    basic: { authorization: `Basic ${Buffer.from(`key:${own}`).toString("base64")}` },
  }))
    impostors.set(name, headers as Record<string, string>);
}

/** All that the attacked organization has, but for when its keys were used. */
async function everything(): Promise<string> {
  const tables = await world.here.rows<{ name: string }>(
    "SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' WHERE c.relnamespace = 'portcullis'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'api_key' ORDER BY 1",
  );
  const digests = tables.map(
    ({ name }) => `(SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM ${name} t WHERE organization_id = $1)`,
  );
  return JSON.stringify(await world.here.rows(`SELECT ARRAY[${digests.join(", ")}]`, [owner.caller.organizationId]));
}

test("IS-1: every route has a row", () => {
  expect(routes.length).toBeGreaterThan(25);
  for (const route of routes) expect(caseOf(route).names).toEqual(expect.arrayContaining([]));
  expect(new Set(routes.map(({ id }) => id)).size).toBe(routes.length);
  expect(new Set(routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`)).size).toBe(routes.length);
});

describe.each(routes)("IS-1: $method $path", (route) => {
  test("opens to a key with its scope alone", async () => {
    const input = await inputFor(route, owner, world);
    const places = [input, absentFrom(route, input)];
    const before = await everything();
    const refused = [];
    for (const [name, headers] of impostors)
      for (const place of places) refused.push([name, await saidBy(await ask(requestFor(route, place, { headers })))] as const);
    const [first] = refused;
    expect(first?.[1]).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    for (const [name, said] of refused) expect([name, said]).toEqual([name, first?.[1]]);

    const [here, gone, elsewhere] = await Promise.all(
      [...places, input].map(async (place) =>
        saidBy(await ask(requestFor(route, place, { headers: bearer(narrow.get(route.scope) ?? "") }))),
      ),
    );
    expect(here).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect([gone, elsewhere]).toEqual([here, here]);
    expect(await everything()).toBe(before);

    const answer = await ask(requestFor(route, input, { headers: bearer(broad.get(route.scope) ?? "") }));
    expect([answer.status, answer.status >= 400 ? await answer.text() : ""]).toEqual([route.status, ""]);
    expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  test("foreign and absent look alike, and nothing of it changes", async () => {
    const { names } = caseOf(route);
    const input = await inputFor(route, owner, world);
    const before = await everything();
    const asked = (place: Record<string, unknown>) => ask(requestFor(route, place, { headers: bearer(foreign) }));
    if (names.length === 0) {
      if (route.method !== "GET") return;
      const text = await (await asked(input)).text();
      for (const secret of [owner.caller.organizationId, owner.caller.userId, owner.caller.organizationSlug])
        expect(text).not.toContain(secret);
      return;
    }
    const said = await saidBy(await asked(input));
    expect(said).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await saidBy(await asked(absentFrom(route, input)))).toEqual(said);
    expect(await everything()).toBe(before);
  });
});

test("IS-1: a key is never above its creator's present role, and machines neither vote nor make keys", async () => {
  const admin = await newMember(owner, "admin");
  const { key } = await newKey(admin);
  const rename = routes.find(({ id }) => id === "renameServer")!;
  const input = await inputFor(rename, owner, world);
  const asked = async () => (await ask(requestFor(rename, input, { headers: bearer(key) }))).status;
  expect(await asked()).toBe(204);
  await changeMemberRole(owner, { userId: admin.caller.userId, role: "viewer" });
  expect(await asked()).toBe(403);
  expect(scopes.filter((scope) => /approv|vote|member|key/.test(scope))).toEqual(["approvals:read"]);
  await expect(newKey({ ...owner, caller: { ...owner.caller, apiKey: { id: "", name: "", scopes } } })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("IS-1: other methods and paths", async () => {
  const at = async (method: string, path: string) => ask(new Request(`${base}${path}`, { method, headers: bearer(own) }));
  expect((await at("PUT", "/servers")).status).toBe(405);
  expect((await at("PUT", "/servers")).headers.get("allow")).toBe("GET, POST");
  for (const path of ["", "/", "/nothing", "/servers/", "/servers//", "/Servers", "/servers/a/b/c", "/../servers/x/y", "/servers%2fa"])
    expect([path, (await at("GET", path)).status]).toEqual([path, 404]);
});

test("a key that asks too often waits", async () => {
  const slow = managementApi(world.here.cp, { allowance: allowances({ burst: 2, perSecond: 0.5, now: () => 0 }) });
  const list = routes.find(({ id }) => id === "listServers")!;
  const answers = [];
  for (let n = 0; n < 3; n++) answers.push(await slow(requestFor(list, {}, { headers: bearer(own) })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[2]?.headers.get("retry-after")).toBe("2");
  expect((await slow(requestFor(list, {}, { headers: bearer(foreign) }))).status).toBe(200);
});

test("a network whose keys open nothing is not looked up after twenty of them; others and known ones elsewhere go on", async () => {
  const list = routes.find(({ id }) => id === "listServers")!;
  const api = managementApi(world.here.cp, { sourceOf: ({ headers }) => headers.get("x-test-source") ?? "" });
  const from = (source: string, key: string) =>
    api(requestFor(list, {}, { headers: { ...bearer(key), "x-test-source": source } })).then(({ status }) => status);
  const invented = () => newApiKey(randomBytes).token;
  const answers: number[] = [];
  for (let n = 0; n < 25; n++) answers.push(await from(`2001:db8::${n}`, invented()));
  expect(answers).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
  expect(await from("2001:db8::1", own)).toBe(429);
  expect(await from("203.0.113.5", own)).toBe(200);
});

test("an export is not taken by a look at its head", async () => {
  const broad = (await newKey(owner)).key;
  const before = await world.here.rows("SELECT 1 FROM audit_event WHERE action = 'record.export'");
  const answer = await ask(new Request(`${base}/exports/events`, { method: "HEAD", headers: bearer(broad) }));
  expect(answer.status).toBe(405);
  expect(await world.here.rows("SELECT 1 FROM audit_event WHERE action = 'record.export'")).toHaveLength(before.length);
});
