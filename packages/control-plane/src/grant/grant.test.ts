import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAuditEvents } from "../audit/list.ts";
import type { Context } from "../caller.ts";
import { grantActivity } from "../connect/grant-activity.ts";
import { getDecision } from "../decision/get.ts";
import { listDecisions } from "../decision/list.ts";
import { getSetupProgress } from "../organization/setup-progress.ts";
import { createPolicy } from "../policy/create.ts";
import { deletePolicy } from "../policy/delete.ts";
import { publishPolicy } from "../policy/publish.ts";
import { registerServer } from "../server/register.ts";
import { type Installation, newMember, newOrganization, testInstallation } from "../testing/installation.ts";
import { type TestUpstream, testUpstream } from "../testing/upstream.ts";
import { acceptAllTools, document, newDecision } from "../testing/world.ts";
import { getGrant } from "./get.ts";
import { issueGrant } from "./issue.ts";
import { listGrants } from "./list.ts";
import { promoteShadow } from "./promote-shadow.ts";
import { revokeGrant } from "./revoke.ts";
import { rotateGrant } from "./rotate.ts";
import { setGrantAccess } from "./set-access.ts";
import { checkToken, hashToken, newToken, tokenPepper } from "./token.ts";

let here: Installation;
let owner: Context;
let upstream: TestUpstream;
let policyId: string;
let count = 0;
const label = () => `agent ${++count}`;

beforeAll(async () => {
  here = await testInstallation();
  upstream = await testUpstream();
  owner = await newOrganization(here.cp);
  await registerServer(owner, { name: "Zabbix", slug: "zabbix", url: upstream.url });
  await registerServer(owner, { name: "Other", slug: "other", url: upstream.url });
  policyId = (await createPolicy(owner, { serverSlug: "zabbix", name: "read", document })).id;
  await publishPolicy(owner, { id: policyId });
});
afterAll(async () => {
  await upstream?.close();
  await here?.close();
});

/** What the gateway's lookup finds for a token. */
const lookup = async (token: string) => {
  const hash = hashToken(tokenPepper(here.cp.keyring), token);
  return (await here.rows<{ grant_id: string }>("SELECT * FROM portcullis.grant_by_token($1)", [hash]))[0]?.grant_id ?? null;
};

describe("tokens", () => {
  test("have the published form, and any change of a character is seen without a database", () => {
    const { token, prefix } = newToken(randomBytes);
    expect(token).toMatch(/^pcg_[a-z0-9]{8}_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$/);
    expect(checkToken(token)).toEqual({ prefix });
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
      expect(checkToken(changed)).toBeNull();
    }
    for (const bad of ["", token.slice(1), `${token}x`, ` ${token}`, `${token}\n`, token.toUpperCase()]) expect(checkToken(bad)).toBeNull();
    expect(hashToken({ key: Buffer.alloc(32) }, token)).not.toEqual(hashToken({ key: Buffer.alloc(32, 1) }, token));
  });
});

describe("grants", () => {
  test("the token is shown once, stored as a keyed hash, and leads to the grant", async () => {
    const { grant, token } = await issueGrant(owner, {
      label: label(),
      access: [
        { serverSlug: "zabbix", policyId },
        { serverSlug: "other", policyId: null },
      ],
    });
    expect(grant).toMatchObject({
      revokedAt: null,
      expiresAt: null,
      lastUsedAt: null,
      ownerName: "Olga",
      tokenPrefix: checkToken(token)?.prefix,
      access: [
        { serverSlug: "other", policyId: null, policyName: null },
        {
          serverSlug: "zabbix",
          policyId,
          policyName: "read",
          gatewayUrl: `https://gateway.example.com/${owner.caller.organizationSlug}/zabbix/mcp`,
        },
      ],
    });
    expect(await lookup(token)).toBe(grant.id);
    expect(await getGrant(owner, { id: grant.id })).toEqual(grant);
    expect((await listGrants(owner))[0]).toEqual(grant);
    const secret = token.slice(13);
    expect(JSON.stringify([await listGrants(owner), await listAuditEvents(owner, {})])).not.toContain(secret);
    const stored = await here.rows("SELECT t::text FROM grant_token t");
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test("a label is unique, an expiry lies ahead, a server is there once", async () => {
    const used = label();
    const access = [{ serverSlug: "zabbix", policyId: null }];
    await issueGrant(owner, { label: used, access });
    await expect(issueGrant(owner, { label: used, access })).rejects.toMatchObject({ code: "conflict", issues: [{ pointer: "/label" }] });
    const expiresAt = new Date(here.clock.now);
    await expect(issueGrant(owner, { label: label(), access, expiresAt })).rejects.toMatchObject({ issues: [{ pointer: "/expiresAt" }] });
    const later = new Date(here.clock.now + 60_000);
    const { grant } = await issueGrant(owner, { label: label(), access, expiresAt: later.toISOString() });
    expect(grant.expiresAt).toEqual(later);
    for (const wrong of ["tomorrow", 0, true])
      await expect(issueGrant(owner, { label: label(), access, expiresAt: wrong as never })).rejects.toMatchObject({
        issues: [{ pointer: "/expiresAt" }],
      });
    await expect(issueGrant(owner, { label: label(), access: [...access, ...access] })).rejects.toMatchObject({
      issues: [{ pointer: "/access/1/serverSlug" }],
    });
    await expect(issueGrant(owner, { label: label(), access: [] })).rejects.toMatchObject({ issues: [{ pointer: "/access" }] });
    await expect(issueGrant(owner, { label: label(), access: [{ serverSlug: "other", policyId }] })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("an organization has at most 10,000 live grants; a revoked one makes room", async () => {
    const full = await newOrganization(here.cp);
    await registerServer(full, { name: "Zabbix", slug: "zabbix", url: upstream.url });
    const { organizationId, userId } = full.caller;
    await here.rows(
      `INSERT INTO portcullis.access_grant (organization_id, id, label, owner_id)
       SELECT $1, gen_random_uuid(), 'g' || n, $2 FROM generate_series(1, 9999) AS n`,
      [organizationId, userId],
    );
    const access = [{ serverSlug: "zabbix", policyId: null }];
    const { grant } = await issueGrant(full, { label: "the last", access });
    await expect(issueGrant(full, { label: "one too many", access })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("10,000"),
    });
    await revokeGrant(full, { id: grant.id });
    await issueGrant(full, { label: "in its place", access });
  });

  test("rotation ends the old token at once, or after the overlap; many at once leave one token", async () => {
    const { grant, token } = await issueGrant(owner, { label: label(), access: [{ serverSlug: "zabbix", policyId }] });
    const second = await rotateGrant(owner, { id: grant.id });
    expect([await lookup(token), await lookup(second.token)]).toEqual([null, grant.id]);
    const third = await rotateGrant(owner, { id: grant.id, overlapSeconds: 60 });
    expect([await lookup(second.token), await lookup(third.token)]).toEqual([grant.id, grant.id]);
    expect((await getGrant(owner, { id: grant.id })).tokenPrefix).toBe(checkToken(third.token)?.prefix);
    await here.rows("UPDATE grant_token SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL");
    expect([await lookup(second.token), await lookup(third.token)]).toEqual([null, grant.id]);
    await expect(rotateGrant(owner, { id: grant.id, overlapSeconds: 86_401 })).rejects.toMatchObject({ code: "invalid" });
    const many = await Promise.all(Array.from({ length: 8 }, () => rotateGrant(owner, { id: grant.id })));
    expect((await Promise.all(many.map((one) => lookup(one.token)))).filter((found) => found !== null)).toHaveLength(1);
  });

  test("a revoked grant is over, for good", async () => {
    const { grant, token } = await issueGrant(owner, { label: label(), access: [{ serverSlug: "zabbix", policyId }] });
    await revokeGrant(owner, { id: grant.id });
    expect(await lookup(token)).toBeNull();
    const { id } = grant;
    const access = [{ serverSlug: "zabbix", policyId }];
    for (const attempt of [() => revokeGrant(owner, { id }), () => rotateGrant(owner, { id }), () => setGrantAccess(owner, { id, access })])
      await expect(attempt()).rejects.toMatchObject({ code: "conflict" });
    await expect(issueGrant(owner, { label: grant.label, access: [{ serverSlug: "zabbix", policyId }] })).rejects.toMatchObject({
      message: expect.stringMatching(/revoked/),
    });
  });

  test("a policy manager exchanges policies; reaching other servers takes the right to manage grants", async () => {
    const manager = await newMember(owner, "policy_manager");
    const { grant } = await issueGrant(owner, { label: label(), access: [{ serverSlug: "zabbix", policyId: null }] });
    const { id } = grant;
    expect((await setGrantAccess(manager, { id, access: [{ serverSlug: "zabbix", policyId }] })).access).toMatchObject([
      { policyName: "read" },
    ]);
    for (const access of [
      [{ serverSlug: "other", policyId: null }],
      [
        { serverSlug: "zabbix", policyId },
        { serverSlug: "other", policyId: null },
      ],
    ])
      await expect(setGrantAccess(manager, { id, access })).rejects.toMatchObject({ code: "forbidden" });
    expect((await getGrant(owner, { id })).access).toHaveLength(1);
    expect((await setGrantAccess(owner, { id, access: [{ serverSlug: "other", policyId: null }] })).access).toMatchObject([
      { serverSlug: "other" },
    ]);
  });
});

describe("shadow policies", () => {
  const published = async (name: string) => {
    const { id } = await createPolicy(owner, { serverSlug: "zabbix", name, document });
    await publishPolicy(owner, { id });
    return id;
  };

  test("a shadow is attached beside the live policy, stays when it is not named, and goes when it is null", async () => {
    const shadowPolicyId = await published("candidate");
    const row = { serverSlug: "zabbix", policyId };
    const { grant } = await issueGrant(owner, { label: label(), access: [{ ...row, shadowPolicyId }] });
    expect(grant.access).toMatchObject([{ policyName: "read", shadowPolicyId, shadowPolicyName: "candidate" }]);
    const { id } = grant;
    expect((await setGrantAccess(owner, { id, access: [{ ...row, policyId: null }] })).access).toMatchObject([
      { policyId: null, shadowPolicyId },
    ]);
    await expect(deletePolicy(owner, { id: shadowPolicyId })).rejects.toMatchObject({ code: "conflict" });
    expect((await setGrantAccess(owner, { id, access: [{ ...row, shadowPolicyId: null }] })).access).toMatchObject([
      { policyName: "read", shadowPolicyId: null, shadowPolicyName: null },
    ]);
    await deletePolicy(owner, { id: shadowPolicyId });
    const elsewhere = { serverSlug: "other", policyId: null, shadowPolicyId: policyId };
    await expect(issueGrant(owner, { label: label(), access: [elsewhere] })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a promoted shadow is the live policy; one that was never published is not promoted; a revoked grant lets go of it", async () => {
    const shadowPolicyId = await published("next");
    const access = [{ serverSlug: "zabbix", policyId, shadowPolicyId }];
    const { grant } = await issueGrant(owner, { label: label(), access });
    const asked = { grantId: grant.id, serverSlug: "zabbix" };
    expect((await promoteShadow(owner, asked)).access).toMatchObject([
      { policyId: shadowPolicyId, policyName: "next", shadowPolicyId: null },
    ]);
    const [audit] = await listAuditEvents(owner, { limit: 1 });
    expect(audit).toMatchObject({
      action: "grant.promote_shadow",
      before: { access: [{ server: "zabbix", policy: "read", shadow: "next" }] },
      after: { access: [{ server: "zabbix", policy: "next" }] },
    });
    await expect(promoteShadow(owner, asked)).rejects.toMatchObject({ code: "conflict" });
    const { id: unpublished } = await createPolicy(owner, { serverSlug: "zabbix", name: "draft only", document });
    await setGrantAccess(owner, { id: grant.id, access: [{ serverSlug: "zabbix", policyId, shadowPolicyId: unpublished }] });
    await expect(promoteShadow(owner, asked)).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/published/) });
    await revokeGrant(owner, { id: grant.id });
    await deletePolicy(owner, { id: unpublished });
  });

  test("an observing policy can be published", async () => {
    const { id } = await createPolicy(owner, { serverSlug: "zabbix", name: "watching", document });
    const text = JSON.stringify({ version: "1", default: "deny", mode: "observe", tools: { alpha: {} } });
    expect(await publishPolicy(owner, { id, document: text })).toMatchObject({ version: 1 });
  });
});

describe("what happened", () => {
  test("the log tells what was observed and what the shadow said, and finds both", async () => {
    const world = { here, upstream };
    const fresh = await newOrganization(here.cp, "Shadowed");
    const made = async (columns: string) => {
      const id = await newDecision(fresh, world);
      await here.rows(`UPDATE attempt SET ${columns} WHERE id = $1`, [id]);
      return id;
    };
    const shadow = (effect: string) =>
      `shadow_policy_id = id, shadow_policy_name = 'next', shadow_policy_version = 2, shadow_reason = 'r', shadow_rule = '/x', shadow_effect = '${effect}'`;
    const plain = await made("effect = 'deny'");
    const observed = await made("effect = 'allow', observed = 'would_deny', observed_reason = 'denied', observed_rule = '/tools/a/action'");
    const agrees = await made(`effect = 'deny', ${shadow("deny")}`);
    const stricter = await made(`effect = 'allow', ${shadow("deny")}`);
    const looser = await made(`effect = 'deny', ${shadow("allow")}`);
    const ids = async (input: Parameters<typeof listDecisions>[1]) => (await listDecisions(fresh, input)).map(({ id }) => id);
    expect(await ids({ observed: true })).toEqual([observed]);
    expect(await ids({ observed: false })).toEqual([looser, stricter, agrees, plain]);
    expect(await ids({ disagreement: true })).toEqual([looser, stricter]);
    expect(await ids({ disagreement: true, effect: "deny" })).toEqual([looser]);
    expect(await ids({ disagreement: false })).toEqual([agrees]);
    expect(await getDecision(fresh, { id: observed })).toMatchObject({
      observed: { verdict: "would_deny", reason: "denied", rule: "/tools/a/action" },
      shadow: null,
    });
    expect(await getDecision(fresh, { id: stricter })).toMatchObject({
      observed: null,
      shadow: { policyName: "next", policyVersion: 2, effect: "deny", reason: "r", rule: "/x" },
    });
  });

  test("the log pages both ways and filters; activity and progress read it", async () => {
    const world = { here, upstream };
    const fresh = await newOrganization(here.cp, "Busy");
    await registerServer(fresh, { name: "Zabbix", slug: "zabbix", url: upstream.url });
    await acceptAllTools(fresh, "zabbix");
    expect(await getSetupProgress(fresh)).toEqual({ servers: 1, policies: 0, grants: 0, calls: false });
    const { id: policy } = await createPolicy(fresh, { serverSlug: "zabbix", name: "p", document });
    await publishPolicy(fresh, { id: policy });
    const { grant } = await issueGrant(fresh, { label: "agent", access: [{ serverSlug: "zabbix", policyId: policy }] });
    const asked = { grantId: grant.id, serverSlug: "zabbix" };
    expect(await grantActivity(fresh, asked)).toMatchObject({ firstCallAt: null, lastCallAt: null, visibleTools: 3, lastRefusal: null });
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await newDecision(fresh, world, grant.id));
    const other = await newDecision(fresh, world);
    const newestFirst = [...ids].reverse();
    const listed = async (input: Parameters<typeof listDecisions>[1]) => (await listDecisions(fresh, input)).map(({ id }) => id);
    expect(await listed({})).toEqual([other, ...newestFirst]);
    expect(await listed({ limit: 2, grantId: grant.id })).toEqual(newestFirst.slice(0, 2));
    expect(await listed({ limit: 2, grantId: grant.id, before: newestFirst[1] })).toEqual(newestFirst.slice(2, 4));
    expect(await listed({ limit: 2, after: ids[0] })).toEqual([ids[2], ids[1]]);
    expect(await listed({ effect: "allow" })).toEqual([]);
    expect(await listed({ tool: "alpha", effect: "deny", serverSlug: "zabbix" })).toHaveLength(6);
    expect(await grantActivity(fresh, asked)).toMatchObject({
      firstCallAt: expect.any(Date),
      lastRefusal: { reason: "denied", tool: "alpha", rule: expect.any(String) },
    });
    expect(await getSetupProgress(fresh)).toEqual({ servers: 1, policies: 1, grants: 1, calls: true });
    expect(await listDecisions(owner, {})).toEqual([]);
  });

  test("the audit log pages", async () => {
    const first = await listAuditEvents(owner, { limit: 2 });
    const next = await listAuditEvents(owner, { limit: 2, before: first[1]?.id });
    expect([...first, ...next]).toEqual(await listAuditEvents(owner, { limit: 4 }));
  });
});
