import { randomBytes } from "node:crypto";
import { parseKeyring } from "@portcullis/db/keys";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list.ts";
import type { Context } from "../caller.ts";
import { may, roles } from "../capabilities.ts";
import { checkToken } from "../grant/token.ts";
import { registerServer } from "../server/register.ts";
import { renameServer } from "../server/rename.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { testUpstream } from "../testing/upstream.ts";
import { createApiKey } from "./create.ts";
import { findApiKey } from "./find.ts";
import { listApiKeys } from "./list.ts";
import { revokeApiKey } from "./revoke.ts";
import { capabilitiesOf, scopes } from "./scopes.ts";
import { checkApiKey, newApiKey } from "./secret.ts";

let here: Installation;
let owner: Context;
beforeAll(async () => {
  here = await testInstallation();
  owner = await newOrganization(here.cp);
});
afterAll(() => here?.close());

/** Every row of every table as one text, bytes in hex. */
async function dump(): Promise<string> {
  const tables = await here.rows<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'portcullis'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition",
  );
  expect(tables.length).toBeGreaterThan(25);
  const texts = [];
  for (const { name } of tables) texts.push(JSON.stringify(await here.rows(`SELECT t::text FROM ${name} t`)));
  return texts.join("\n");
}

test("ID-2: 256 bits, in the tokens' form, shown once: neither the dump nor any answer has it again", async () => {
  const { apiKey, key } = await createApiKey(owner, { name: "pipeline", scopes: ["servers:read", "audit:read"] });
  expect(key).toMatch(/^pck_[a-z0-9]{8}_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$/);
  expect(checkApiKey(key)).toEqual({ prefix: apiKey.prefix });
  expect(checkToken(key)).toBeNull();
  const caller = await findApiKey(here.cp, key);
  expect(caller).toMatchObject({
    role: "owner",
    signedInAt: "machine",
    apiKey: { name: "pipeline", scopes: ["servers:read", "audit:read"] },
  });
  const secret = key.split("_").slice(2).join("_");
  const stored = await dump();
  expect(stored).toContain(apiKey.prefix);
  for (const clear of [
    key,
    secret,
    secret.slice(0, 43),
    Buffer.from(key).toString("hex"),
    Buffer.from(secret.slice(0, 43), "base64url").toString("hex"),
  ])
    expect(stored).not.toContain(clear);
  for (const answer of [await listApiKeys(owner), await listAuditEvents(owner), apiKey])
    expect(JSON.stringify(answer)).not.toContain(secret);
});

test("ID-2: a wrong character anywhere costs no query; a well-formed stranger opens nothing", async () => {
  const { key } = await createApiKey(owner, { name: "typed", scopes: ["servers:read"] });
  const blind = { ...here.cp, database: undefined } as unknown as Context;
  for (let at = 0; at < key.length; at++) {
    const wrong = `${key.slice(0, at)}${key[at] === "A" ? "B" : "A"}${key.slice(at + 1)}`;
    expect([at, await findApiKey(blind, wrong)]).toEqual([at, null]);
  }
  expect(await findApiKey(here.cp, newApiKey(randomBytes).token)).toBeNull();
});

test("ID-2: after a pepper rotation a key goes on, and is hashed anew at its first use once every process has the new one", async () => {
  const { key, apiKey } = await createApiKey(owner, { name: "old", scopes: ["servers:read"] });
  const rotated = {
    ...here.cp,
    keyring: parseKeyring(`v1:${here.cp.keyring.keys.get(1)?.toString("base64")},v2:${randomBytes(32).toString("base64")}`),
  };
  const version = async () => (await here.rows<{ v: number }>("SELECT pepper_version AS v FROM api_key WHERE id = $1", [apiKey.id]))[0]?.v;
  expect(await version()).toBe(1);
  expect(await findApiKey(rotated, key)).not.toBeNull();
  expect(await version()).toBe(1);
  await here.rows("UPDATE installation_switch SET key_version = 2");
  expect(await findApiKey(rotated, key)).not.toBeNull();
  expect(await version()).toBe(2);
  expect(
    await findApiKey(
      { ...rotated, keyring: { ...rotated.keyring, keys: new Map([...rotated.keyring.keys].filter(([v]) => v === 2)) } },
      key,
    ),
  ).not.toBeNull();
  expect(await findApiKey(here.cp, key)).toBeNull();
});

test("last use is kept to the minute; a revoked key is over, and revoked once", async () => {
  const { key, apiKey } = await createApiKey(owner, { name: "used", scopes: ["servers:read"] });
  const used = async () => (await listApiKeys(owner)).find(({ id }) => id === apiKey.id)?.lastUsedAt?.getTime();
  expect(await used()).toBeUndefined();
  await findApiKey(here.cp, key);
  const first = await used();
  expect(first).toBe(here.clock.now);
  here.clock.now += 59_000;
  await findApiKey(here.cp, key);
  expect(await used()).toBe(first);
  here.clock.now += 2_000;
  await findApiKey(here.cp, key);
  expect(await used()).toBe(here.clock.now);
  await revokeApiKey(owner, { id: apiKey.id });
  expect(await findApiKey(here.cp, key)).toBeNull();
  await expect(revokeApiKey(owner, { id: apiKey.id })).rejects.toMatchObject({ code: "conflict" });
});

test("no scope gives what only people or owners may; the audit log names person and key", async () => {
  const given = capabilitiesOf(scopes);
  expect(given.has("decideApprovals")).toBe(false);
  expect(given.has("own")).toBe(false);
  // Whoever may make keys has all that keys can be given.
  for (const role of roles) for (const capability of given) if (may(role, "administer")) expect(may(role, capability)).toBe(true);
  const upstream = await testUpstream();
  await registerServer(owner, { name: "Files", slug: "files", url: upstream.url });
  await upstream.close();
  const admin = await newMember(owner, "admin");
  const { key } = await createApiKey(admin, { name: "bot", scopes: ["servers:write", "audit:read"] });
  const caller = await findApiKey(here.cp, key, "192.0.2.7");
  if (!caller) throw new Error("no caller");
  const machine = { ...here.cp, caller };
  await renameServer(machine, { slug: "files", name: "Papers" });
  expect((await listAuditEvents(machine, { limit: 1 }))[0]).toMatchObject({
    action: "server.rename",
    actorName: "The admin (API key bot)",
    source: "192.0.2.7",
  });
  for (const forbidden of [
    createApiKey(machine, { name: "x", scopes: ["servers:read"] }),
    listApiKeys(machine),
    revokeApiKey(machine, { id: caller.apiKey?.id ?? "" }),
  ])
    await expect(forbidden).rejects.toMatchObject({ code: "forbidden" });
});

test("names are unique among live keys, an end lies ahead, a login is fresh, scopes are known", async () => {
  await createApiKey(owner, { name: "twice", scopes: ["servers:read"] });
  const refused = (input: object, ctx = owner) =>
    createApiKey(ctx, { name: "n", scopes: ["servers:read"], ...input } as never).then(
      () => null,
      ({ code, issues }) => [code, issues?.[0]?.pointer],
    );
  expect(await refused({ name: "twice" })).toEqual(["conflict", "/name"]);
  expect(await refused({ expiresAt: new Date(here.clock.now) })).toEqual(["invalid", "/expiresAt"]);
  expect(await refused({ scopes: [] })).toEqual(["invalid", "/scopes"]);
  expect(await refused({ scopes: ["approvals:vote"] })).toEqual(["invalid", "/scopes/0"]);
  const stale = { ...owner, caller: { ...owner.caller, signedInAt: new Date(here.clock.now - 301_000) } };
  expect(await refused({}, stale)).toEqual(["fresh_login", undefined]);
});
