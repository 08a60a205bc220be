import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { signIn } from "../account/sign-in.ts";
import { signUp } from "../account/sign-up.ts";
import type { Context } from "../caller.ts";
import { checkToken, hashToken, tokenPepper } from "../grant/token.ts";
import { listToolsReview } from "../pin/list-review.ts";
import { refuseTools } from "../pin/refuse.ts";
import { getPolicy } from "../policy/get.ts";
import { listPolicies } from "../policy/list.ts";
import { savePolicyDraft } from "../policy/save-draft.ts";
import { getServer } from "../server/get.ts";
import { contextOf, type Installation, newEmail, newOrganization, newSource, password, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { applySetup } from "./apply.ts";
import { parseSetup } from "./setup.ts";

let here: Installation;
let upstream: TestUpstream;
let setup: ReturnType<typeof setupOf>;
let count = 0;

beforeAll(async () => {
  here = await testInstallation();
});
beforeEach(async () => {
  upstream = await testUpstream();
  setup = setupOf(`acme-${++count}`);
  return () => upstream.close();
});
afterAll(() => here?.close());

const policyFor = (tool: string) => ({ version: "1", default: "deny", tools: { [tool]: {} } });
type WantedServer = { slug: string; name: string; url: string; headers: Record<string, string> | undefined; acceptTools?: boolean };
const setupOf = (slug: string) => ({
  organization: { slug, name: "Acme" },
  owner: { email: newEmail(), password },
  servers: [{ slug: "zabbix", name: "Zabbix", url: upstream.url, headers: { "X-Api-Key": "k3y" } }] as WantedServer[],
  policies: [{ server: "zabbix", name: "read-only", document: policyFor("alpha") as object }],
  grants: [{ label: "agent", access: [{ server: "zabbix", policy: "read-only" as string | null }] }],
});

const lookup = async (token: string) =>
  (await here.rows("SELECT * FROM portcullis.grant_by_token($1)", [hashToken(tokenPepper(here.cp.keyring), token)])).length === 1;

const asOwner = async (): Promise<Context> => {
  const { sessionToken } = await signIn(here.cp, { email: setup.owner.email, password, source: newSource() });
  return contextOf(here.cp, sessionToken, setup.organization.slug);
};

const emailOf = async ({ caller }: Context) =>
  (await here.rows<{ email: string }>("SELECT email FROM user_account WHERE id = $1", [caller.userId]))[0]?.email ?? "";

/** Everything an organization has, but for times: two applications of one set-up must not differ in it. */
const contents = async () =>
  JSON.stringify(
    await here.rows(
      `SELECT (SELECT jsonb_agg(to_jsonb(s) - 'discovered_at' ORDER BY s.id) FROM server s), (SELECT jsonb_agg(t ORDER BY t.id) FROM tool t),
        (SELECT jsonb_agg(p ORDER BY p.id) FROM policy p), (SELECT jsonb_agg(v) FROM policy_version v), (SELECT jsonb_agg(g ORDER BY g.id) FROM access_grant g),
        (SELECT jsonb_agg(k ORDER BY k.id) FROM grant_token k), (SELECT jsonb_agg(gs) FROM grant_server gs), (SELECT jsonb_agg(m) FROM membership m),
        (SELECT count(*) FROM organization), (SELECT count(*) FROM user_account), (SELECT count(*) FROM audit_event)`,
    ),
  );

describe("a set-up", () => {
  test("creates what is missing, in the published form, and the owner can sign in", async () => {
    const applied = await applySetup(here.cp, JSON.stringify(setup));
    const slug = setup.organization.slug;
    expect(applied).toEqual({
      organization: { slug, name: "Acme" },
      owner: { email: setup.owner.email, state: "created" },
      servers: [{ slug: "zabbix", gateway_url: `https://gateway.example.com/${slug}/zabbix/mcp`, tools: 3, waiting: 3 }],
      policies: [{ server: "zabbix", name: "read-only", version: 1 }],
      grants: [{ label: "agent", token: expect.any(String) }],
    });
    const token = applied.grants[0]?.token ?? "";
    expect(checkToken(token)).not.toBeNull();
    expect(await lookup(token)).toBe(true);
    expect(upstream.seen).toMatchObject({ "x-api-key": "k3y" });
    const ctx = await asOwner();
    expect(ctx.caller.role).toBe("owner");
    const [policy] = await listPolicies(ctx);
    expect(JSON.parse((await getPolicy(ctx, { id: policy?.id ?? "" })).document ?? "")).toEqual(policyFor("alpha"));
  });

  test("applied again changes nothing and shows no token; --rotate shows a fresh one", async () => {
    const first = await applySetup(here.cp, setup);
    const before = await contents();
    const again = await applySetup(here.cp, setup);
    expect(await contents()).toBe(before);
    expect(again).toEqual({ ...first, owner: { ...first.owner, state: "kept" }, grants: [{ label: "agent" }] });
    const rotated = await applySetup(here.cp, setup, { rotate: true });
    const [old, fresh] = [first, rotated].map(({ grants }) => grants[0]?.token ?? "");
    expect([await lookup(old as string), await lookup(fresh as string)]).toEqual([false, true]);
  });

  test("accepts no tool unless it is told to; then the operator did, once, and what a person refused stays refused", async () => {
    expect(await applySetup(here.cp, setup)).toMatchObject({ servers: [{ waiting: 3 }] });
    const ctx = await asOwner();
    const { tools } = await listToolsReview(ctx, { serverSlug: "zabbix" });
    const { name, digest } = tools[0] as (typeof tools)[number];
    await refuseTools(ctx, { serverSlug: "zabbix", tools: [{ name, digest }] });
    setup.servers = setup.servers.map((server) => ({ ...server, acceptTools: true }));
    for (let round = 0; round < 2; round++) expect(await applySetup(here.cp, setup)).toMatchObject({ servers: [{ tools: 3, waiting: 0 }] });
    const review = await listToolsReview(ctx, { serverSlug: "zabbix" });
    expect(review).toMatchObject({ accepted: 2, tools: [{ name, state: "refused" }] });
    const rows = await here.rows(
      "SELECT actor_id, actor_name, source, jsonb_array_length(after->'tools') AS tools FROM audit_event WHERE action = 'tool.accept' AND organization_id = $1",
      [ctx.caller.organizationId],
    );
    expect(rows).toEqual([{ actor_id: null, actor_name: "Operator", source: "portcullis apply", tools: 2 }]);
    setup.servers = setup.servers.map(({ acceptTools: _, ...server }) => server);
  });

  test("applied by several at once makes one organization", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => applySetup(here.cp, setup)));
    expect(answers.filter(({ grants }) => grants[0]?.token !== undefined)).toHaveLength(1);
    expect(answers.map(({ policies }) => policies[0]?.version)).toEqual([1, 1, 1]);
  });

  test("a difference is brought in, each with its audit row; drafts and what is not named stay", async () => {
    await applySetup(here.cp, setup);
    const ctx = await asOwner();
    const [policy] = await listPolicies(ctx);
    const id = policy?.id ?? "";
    const { draftRevision } = await getPolicy(ctx, { id });
    await savePolicyDraft(ctx, { id, document: "{ draft", draftRevision });
    const moved = await testUpstream(["alpha", "delta"]);
    const start = (await here.rows<{ id: string }>("SELECT max(id::text) AS id FROM audit_event"))[0]?.id;

    setup.organization.name = "Acme GmbH";
    setup.servers = [{ slug: "zabbix", name: "Zabbix 7", url: moved.url, headers: { "X-Api-Key": "other" } }];
    setup.policies = [
      { server: "zabbix", name: "read-only", document: policyFor("delta") },
      { server: "zabbix", name: "second", document: policyFor("alpha") },
    ];
    setup.grants = [{ label: "agent", access: [{ server: "zabbix", policy: null }] }];
    expect(await applySetup(here.cp, setup)).toMatchObject({ policies: [{ version: 2 }, { version: 1 }], servers: [{ tools: 2 }] });

    const rows = await here.rows<{ action: string; source: string }>(
      "SELECT action, source FROM audit_event WHERE id::text > $1 ORDER BY id",
      [start],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "organization.rename",
      "server.rediscover",
      "server.set_url",
      "server.rename",
      "server.set_headers",
      "policy.publish",
      "policy.create",
      "policy.publish",
      "grant.set_access",
    ]);
    expect(new Set(rows.map(({ source }) => source))).toEqual(new Set(["portcullis apply"]));
    expect(await getServer(ctx, { slug: "zabbix" })).toMatchObject({ name: "Zabbix 7", url: moved.url });
    expect(await getPolicy(ctx, { id })).toMatchObject({ draft: "{ draft", liveVersion: 2 });
    setup.servers = setup.policies = setup.grants = [];
    await applySetup(here.cp, setup);
    expect(await listPolicies(ctx)).toHaveLength(2);
    await moved.close();
  });

  test("EG-7: headers that are left out stay at the same origin and never follow to another", async () => {
    await applySetup(here.cp, setup);
    setup.servers = [{ slug: "zabbix", name: "Zabbix", url: `${upstream.url}?a=1`, headers: undefined }];
    await applySetup(here.cp, setup);
    expect(upstream.seen["x-api-key"]).toBe("k3y");
    const elsewhere = await testUpstream();
    setup.servers = [{ slug: "zabbix", name: "Zabbix", url: elsewhere.url, headers: undefined }];
    await applySetup(here.cp, setup);
    expect(elsewhere.seen["x-api-key"]).toBeUndefined();
    expect((await getServer(await asOwner(), { slug: "zabbix" })).headerNames).toEqual([]);
    await elsewhere.close();
  });

  test("an account that exists and whose password is given keeps it, and becomes owner", async () => {
    setup.owner.email = await emailOf(await newOrganization(here.cp));
    await applySetup(here.cp, setup);
    expect((await asOwner()).caller.role).toBe("owner");
  });
});

describe("what a stranger took first", () => {
  const refusal = (change: object = {}, options = {}) =>
    applySetup(here.cp, { ...setup, ...change }, options).then(
      () => null,
      ({ code, issues }) => [code, ...issues.map(({ pointer }: { pointer: string }) => pointer)],
    );
  /** Somebody who signed up, under a name or an address that is not theirs. */
  const squat = async (name: string, email = newEmail()) => {
    await signUp(here.cp, { name: "Mallory", email, password: "the stranger's own", organizationName: name, source: newSource() });
    return email;
  };

  test("an organization of which the owner is no owner is refused, and taken with --adopt only", async () => {
    await squat(setup.organization.slug);
    expect(await refusal()).toEqual(["invalid", "/organization/slug"]);
    expect(upstream.seen).toEqual({});
    await applySetup(here.cp, setup, { adopt: true });
    expect((await asOwner()).caller.role).toBe("owner");
  });

  test("an account under another password, or with none given, is refused, whosever the organization is", async () => {
    await squat("Elsewhere", setup.owner.email);
    expect(await refusal()).toEqual(["invalid", "/owner/password"]);
    expect(await refusal({ owner: { email: setup.owner.email } })).toEqual(["invalid", "/owner/password"]);
    const both = setupOf(`both-${count}`);
    await squat(both.organization.slug, both.owner.email);
    expect(await refusal({ organization: both.organization, owner: both.owner })).toEqual(["invalid", "/owner/password"]);
    expect(await refusal({}, { adopt: true })).toBeNull();
    await expect(asOwner()).rejects.toMatchObject({ code: "unauthenticated" });
  });

  test("an account that is made while the set-up is being checked is not taken unseen", async () => {
    upstream.meanwhile = async () => void (await squat("Elsewhere", setup.owner.email));
    expect(await refusal()).toEqual(["invalid", "/owner/password"]);
  });
});

describe("what is wrong is said with its place, and nothing is changed", () => {
  const cases: [string, (wrong: ReturnType<typeof setupOf>) => unknown, string[]][] = [
    ["a missing part", ({ organization: _, ...rest }) => rest, ["/organization"]],
    ["an unknown member", (wrong) => ({ ...wrong, serverz: [] }), ["/serverz"]],
    ["a reserved slug", (wrong) => ({ ...wrong, organization: { slug: "api", name: "A" } }), ["/organization/slug"]],
    ["a bad slug", (wrong) => ({ ...wrong, organization: { slug: "Not A Slug", name: "A" } }), ["/organization/slug"]],
    ["a short password", (wrong) => ({ ...wrong, owner: { email: "x", password: "a" } }), ["/owner/email", "/owner/password"]],
    ["no password for a new account", (wrong) => ({ ...wrong, owner: { email: newEmail() } }), ["/owner/password"]],
    [
      "a header that cannot be stored",
      (wrong) => ({ ...wrong, servers: [{ ...wrong.servers[0], headers: { Host: "a" } }] }),
      ["/servers/0/headers/Host"],
    ],
    ["a private address", (wrong) => ({ ...wrong, servers: [{ ...wrong.servers[0], url: "https://10.0.0.1/mcp" }] }), ["/servers/0/url"]],
    ["a server twice", (wrong) => ({ ...wrong, servers: [wrong.servers[0], wrong.servers[0]] }), ["/servers/1/slug"]],
    [
      "a policy for no server",
      (wrong) => ({ ...wrong, policies: [{ ...wrong.policies[0], server: "none" }], grants: [] }),
      ["/policies/0/server"],
    ],
    ["a grant without its policy", (wrong) => ({ ...wrong, policies: [] }), ["/grants/0/access/0/policy"]],
    [
      "a policy that is none",
      (wrong) => ({ ...wrong, policies: [{ ...wrong.policies[0], document: { version: "1", default: "perhaps" } }] }),
      ["/policies/0/document/default"],
    ],
  ];
  test.each(cases)("%s", async (_, change, pointers) => {
    const before = await contents();
    const error = await applySetup(here.cp, change(setup)).then(
      () => null,
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: "invalid" });
    expect(error.issues.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(await contents()).toBe(before);
  });

  test("a server that is away, or a policy wrong among right ones, in an organization that exists", async () => {
    await applySetup(here.cp, setup);
    const before = await contents();
    const dead = await testUpstream();
    await dead.close();
    setup.servers.push({ slug: "dead", name: "Dead", url: dead.url, headers: {} });
    await expect(applySetup(here.cp, setup)).rejects.toMatchObject({
      code: "upstream_unreachable",
      issues: [{ pointer: "/servers/1/url" }],
    });
    setup.servers.pop();
    setup.policies = [
      { server: "zabbix", name: "new", document: policyFor("beta") },
      { server: "zabbix", name: "read-only", document: { version: "2", default: "deny" } },
    ];
    await expect(applySetup(here.cp, setup)).rejects.toMatchObject({
      code: "invalid",
      issues: [{ pointer: "/policies/1/document/version" }],
    });
    expect(await contents()).toBe(before);
  });

  test("text that is no JSON, or can be read in two ways", () => {
    expect(parseSetup("{")).toMatchObject({ ok: false, problems: [{ pointer: "" }] });
    const twice = JSON.stringify(setup).replace('"default":"deny"', '"default":"allow","default":"deny"');
    expect(parseSetup(twice)).toMatchObject({ ok: false });
    expect(parseSetup(JSON.stringify(setup))).toMatchObject({ ok: true });
  });
});
