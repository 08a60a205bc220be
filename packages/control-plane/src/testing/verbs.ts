import { randomUUID } from "node:crypto";
import type { AuditAction } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import type { Capability } from "../capabilities.ts";
import * as verbs from "../index.ts";
import { type Installation, newEmail, newMember } from "./installation.ts";
import type { TestUpstream } from "./upstream.ts";

export type World = { here: Installation; upstream: TestUpstream };

/** One verb of an organization: what it takes, who may, what it leaves in the audit log. The generated tests walk the list. */
export type VerbCase = {
  name: keyof typeof verbs;
  capability: Capability;
  /** Left out: the verb only reads. */
  action?: AuditAction;
  /** Makes what the verb works on, as the owner, and the input that names it. */
  input: (owner: Context, world: World) => Promise<Record<string, unknown>>;
  /** Works on what the caller alone has: made by each caller for themselves. */
  personal?: true;
  /** The members of the input that name something of the organization. */
  names: readonly string[];
};

export const document = JSON.stringify({ version: "1", default: "deny", tools: { alpha: {} } });

let count = 0;
const unique = (word: string) => `${word}-${++count}`;

export const newServer = async (owner: Context, { upstream }: World) =>
  verbs.registerServer(owner, {
    name: "A server",
    slug: unique("server"),
    url: upstream.url,
    headers: [{ name: "X-Api-Key", value: "s3cret-value" }],
  });

const shared = new WeakMap<Context, Promise<{ slug: string }>>();

/** One server per owner for what only needs some server. */
export const aServer = async (owner: Context, world: World): Promise<{ serverSlug: string }> => {
  const server = shared.get(owner) ?? newServer(owner, world);
  shared.set(owner, server);
  return { serverSlug: (await server).slug };
};

export const newPolicy = async (owner: Context, world: World) => {
  const { serverSlug } = await aServer(owner, world);
  const { id } = await verbs.createPolicy(owner, { serverSlug, name: unique("policy"), document });
  return { id, serverSlug };
};

export const newGrant = async (owner: Context, world: World) => {
  const { id: policyId, serverSlug } = await newPolicy(owner, world);
  const { grant, token } = await verbs.issueGrant(owner, { label: unique("grant"), access: [{ serverSlug, policyId }] });
  return { id: grant.id, access: [{ serverSlug, policyId }], token };
};

export const newDecision = async ({ caller, newId }: Context, { here }: World, grantId: string = randomUUID()) => {
  const id = newId();
  await here.rows(
    `INSERT INTO attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, effect, reason, outcome, duration_ms)
     VALUES ($1, $2, $3, 'agent', (SELECT coalesce((SELECT server_id FROM grant_server WHERE grant_id = $3 LIMIT 1), $3)), 'zabbix', 'tools/call', 'alpha', 'deny', 'denied', 'refused', 1.5)`,
    [caller.organizationId, id, grantId],
  );
  return id;
};

const slugOnly = async (owner: Context, world: World) => ({ slug: (await newServer(owner, world)).slug });
const policyCase = JSON.stringify({ name: "a", call: { tool: "a" }, expect: { effect: "deny" } });
const policyId = async (owner: Context, world: World) => ({ id: (await newPolicy(owner, world)).id });
const grantId = async (owner: Context, world: World) => ({ id: (await newGrant(owner, world)).id });
const channelId = async (owner: Context, { upstream }: World) => {
  const { id } = await verbs.createChannel(owner, { kind: "webhook", name: unique("channel"), target: upstream.url });
  return { id };
};
/** An organization has few streams: each case begins without any. */
const noStreams = async (owner: Context) => {
  for (const { id } of await verbs.listStreams(owner)) await verbs.deleteStream(owner, { id });
};
const streamId = async (owner: Context, { upstream }: World) => {
  await noStreams(owner);
  const { stream } = await verbs.createStream(owner, { kind: "webhook", name: unique("stream"), url: upstream.url });
  await verbs.updateStream(owner, { id: stream.id, enabled: false });
  return { id: stream.id };
};
const nothing = async () => ({});
const aLimit = async (owner: Context, world: World) => {
  const { serverSlug } = await aServer(owner, world);
  const limited = JSON.stringify({ version: "1", default: "deny", all_tools: { limits: [{ counter: "day", window: "day", max: 5 }] } });
  const { id: policyId } = await verbs.createPolicy(owner, { serverSlug, name: unique("limited"), document: limited });
  await verbs.publishPolicy(owner, { id: policyId });
  const { grant } = await verbs.issueGrant(owner, { label: unique("grant"), access: [{ serverSlug, policyId }] });
  return { key: (await verbs.listLimits(owner, { grantId: grant.id }))[0]?.key, reason: "a test ran wild" };
};

export const verbCases: readonly VerbCase[] = [
  { name: "getSetupProgress", capability: "read", names: [], input: nothing },
  { name: "getOrganization", capability: "read", names: [], input: nothing },
  {
    name: "renameOrganization",
    capability: "own",
    action: "organization.rename",
    names: [],
    input: async () => ({ name: unique("Acme") }),
  },
  { name: "getRecordSettings", capability: "read", names: [], input: nothing },
  {
    name: "setRecordSettings",
    capability: "own",
    action: "organization.set_record",
    names: [],
    input: async () => ({ values: "names", retentionMonths: 24 }),
  },
  { name: "listServers", capability: "read", names: [], input: nothing },
  { name: "getServer", capability: "read", names: ["slug"], input: async (o, w) => ({ slug: (await aServer(o, w)).serverSlug }) },
  { name: "listPolicies", capability: "read", names: ["serverSlug"], input: aServer },
  { name: "getPolicy", capability: "read", names: ["id"], input: policyId },
  { name: "lintPolicy", capability: "read", names: ["serverSlug"], input: async (o, w) => ({ ...(await aServer(o, w)), document }) },
  { name: "listPolicyTests", capability: "read", names: ["policyId"], input: async (o, w) => ({ policyId: (await newPolicy(o, w)).id }) },
  { name: "listPolicyVersions", capability: "read", names: ["id"], input: policyId },
  { name: "listGrants", capability: "read", names: [], input: nothing },
  { name: "getGrant", capability: "read", names: ["id"], input: grantId },
  {
    name: "listLimits",
    capability: "read",
    names: ["grantId"],
    input: async (o, w) => ({ grantId: (await newGrant(o, w)).id }),
  },
  { name: "listKillSwitches", capability: "read", names: [], input: nothing },
  { name: "listKillHistory", capability: "administer", names: [], input: nothing },
  { name: "listDecisions", capability: "read", names: [], input: nothing },
  { name: "searchDecisions", capability: "read", names: [], input: nothing },
  { name: "decisionTrends", capability: "read", names: [], input: nothing },
  { name: "getOverview", capability: "read", names: [], input: nothing },
  { name: "getInventory", capability: "read", names: [], input: nothing },
  { name: "exportInventory", capability: "administer", action: "inventory.export", names: [], input: nothing },
  {
    name: "eraseValues",
    capability: "own",
    action: "record.erase",
    names: ["grantId"],
    input: async (o, w) => ({ grantId: (await newGrant(o, w)).id }),
  },
  {
    name: "readValues",
    capability: "administer",
    action: "record.read_values",
    names: ["decisionId"],
    input: async (o, w) => ({ decisionId: await newDecision(o, w) }),
  },
  { name: "findValue", capability: "administer", names: [], input: async () => ({ value: "web-1", from: new Date(0) }) },
  { name: "listShadows", capability: "read", names: [], input: nothing },
  {
    name: "policyImpact",
    capability: "read",
    names: ["policyId"],
    input: async (o, w) => ({ policyId: (await newPolicy(o, w)).id, document }),
  },
  { name: "listSavedViews", capability: "read", names: [], input: nothing },
  { name: "saveView", capability: "read", personal: true, names: [], input: async () => ({ name: unique("view"), query: "effect=deny" }) },
  {
    name: "deleteView",
    capability: "read",
    personal: true,
    names: ["id"],
    input: async (o) => ({ id: (await verbs.saveView(o, { name: unique("view"), query: "" })).id }),
  },
  { name: "getDecision", capability: "read", names: ["id"], input: async (o, w) => ({ id: await newDecision(o, w) }) },
  {
    name: "grantActivity",
    capability: "read",
    names: ["grantId", "serverSlug"],
    input: async (o, w) => {
      const { id, access } = await newGrant(o, w);
      return { grantId: id, serverSlug: access[0]?.serverSlug };
    },
  },
  { name: "listMembers", capability: "administer", names: [], input: nothing },
  { name: "listInvitations", capability: "administer", names: [], input: nothing },
  { name: "listAuditEvents", capability: "administer", names: [], input: nothing },
  { name: "listChannels", capability: "administer", names: [], input: nothing },
  {
    name: "createChannel",
    capability: "administer",
    action: "channel.create",
    names: [],
    input: async (_, { upstream }) => ({ kind: "webhook", name: unique("channel"), target: `${upstream.url}?s3cret-value` }),
  },
  {
    name: "updateChannel",
    capability: "administer",
    action: "channel.update",
    names: ["id"],
    input: async (o, w) => ({
      ...(await channelId(o, w)),
      name: unique("channel"),
      enabled: false,
      target: `${w.upstream.url}?s3cret-value`,
    }),
  },
  {
    name: "testChannel",
    capability: "administer",
    action: "channel.test",
    names: ["id"],
    input: (o, w) => channelId(o, w),
  },
  { name: "deleteChannel", capability: "administer", action: "channel.delete", names: ["id"], input: (o, w) => channelId(o, w) },
  { name: "listApiKeys", capability: "administer", names: [], input: nothing },
  {
    name: "createApiKey",
    capability: "administer",
    action: "api_key.create",
    names: [],
    input: async () => ({ name: unique("key"), scopes: ["servers:read"] }),
  },
  {
    name: "revokeApiKey",
    capability: "administer",
    action: "api_key.revoke",
    names: ["id"],
    input: async (o) => ({ id: (await verbs.createApiKey(o, { name: unique("key"), scopes: ["servers:read"] })).apiKey.id }),
  },
  { name: "listExports", capability: "administer", names: [], input: nothing },
  { name: "previewExport", capability: "administer", names: [], input: async () => ({ format: "jsonl" }) },
  { name: "listStreams", capability: "administer", names: [], input: nothing },
  {
    name: "createStream",
    capability: "administer",
    action: "stream.create",
    names: [],
    input: async (o, { upstream }) => {
      await noStreams(o);
      const headers = [{ name: "Authorization", value: "Bearer s3cret-value" }];
      return { kind: "webhook", name: unique("stream"), url: `${upstream.url}?s3cret-value`, headers };
    },
  },
  {
    name: "updateStream",
    capability: "administer",
    action: "stream.update",
    names: ["id"],
    input: async (o, w) => ({ ...(await streamId(o, w)), target: { url: `${w.upstream.url}?s3cret-value` } }),
  },
  { name: "testStream", capability: "administer", action: "stream.test", names: ["id"], input: streamId },
  { name: "rotateStreamSecret", capability: "administer", action: "stream.rotate_secret", names: ["id"], input: streamId },
  { name: "deleteStream", capability: "administer", action: "stream.delete", names: ["id"], input: streamId },
  {
    name: "inviteMember",
    capability: "administer",
    action: "invitation.create",
    names: [],
    input: async () => ({ email: newEmail(), role: "viewer" }),
  },
  {
    name: "revokeInvitation",
    capability: "administer",
    action: "invitation.revoke",
    names: ["id"],
    input: async (o) => ({ id: (await verbs.inviteMember(o, { email: newEmail(), role: "viewer" })).id }),
  },
  {
    name: "changeMemberRole",
    capability: "administer",
    action: "member.change_role",
    names: ["userId"],
    input: async (o) => ({ userId: (await newMember(o, "viewer")).caller.userId, role: "approver" }),
  },
  {
    name: "removeMember",
    capability: "administer",
    action: "member.remove",
    names: ["userId"],
    input: async (o) => ({ userId: (await newMember(o, "viewer")).caller.userId }),
  },
  {
    name: "registerServer",
    capability: "manageServers",
    action: "server.register",
    names: [],
    input: async (_, { upstream }) => ({ name: "Zabbix", url: upstream.url, headers: [{ name: "X-Api-Key", value: "s3cret-value" }] }),
  },
  {
    name: "renameServer",
    capability: "manageServers",
    action: "server.rename",
    names: ["slug"],
    input: async (o, w) => ({ ...(await slugOnly(o, w)), name: "Another" }),
  },
  {
    name: "setServerHeaders",
    capability: "manageServers",
    action: "server.set_headers",
    names: ["slug"],
    input: async (o, w) => ({ ...(await slugOnly(o, w)), headers: [{ name: "Authorization", value: "Bearer s3cret-value" }] }),
  },
  {
    name: "setServerEnabled",
    capability: "manageServers",
    action: "server.set_enabled",
    names: ["slug"],
    input: async (o, w) => ({ ...(await slugOnly(o, w)), enabled: false }),
  },
  {
    name: "setServerSettings",
    capability: "manageServers",
    action: "server.set_settings",
    names: ["slug"],
    input: async (o, w) => ({
      ...(await slugOnly(o, w)),
      callTimeoutSeconds: 60,
      idleTimeoutSeconds: null,
      forwardHeaders: ["x-request-id"],
      forwardMethods: [],
      eraPin: null,
    }),
  },
  { name: "rediscoverServer", capability: "manageServers", action: "server.rediscover", names: ["slug"], input: slugOnly },
  {
    name: "setToolCategory",
    capability: "overrideCategories",
    action: "tool.set_category",
    names: ["slug"],
    input: async (o, w) => ({ ...(await slugOnly(o, w)), tool: "alpha", category: "read", reason: "It only looks." }),
  },
  {
    name: "clearToolCategory",
    capability: "overrideCategories",
    action: "tool.clear_category",
    names: ["slug"],
    input: async (o, w) => ({ ...(await slugOnly(o, w)), tool: "alpha" }),
  },
  {
    name: "deleteServer",
    capability: "manageServers",
    action: "server.delete",
    names: ["slug"],
    input: async (o, w) => {
      const { slug } = await slugOnly(o, w);
      return { slug, confirm: slug };
    },
  },
  {
    name: "createPolicy",
    capability: "managePolicies",
    action: "policy.create",
    names: ["serverSlug"],
    input: async (o, w) => ({ ...(await aServer(o, w)), name: unique("name"), document }),
  },
  {
    name: "savePolicyDraft",
    capability: "managePolicies",
    action: "policy.save_draft",
    names: ["id"],
    input: async (o, w) => ({ ...(await policyId(o, w)), document: "{", draftRevision: 1 }),
  },
  { name: "discardPolicyDraft", capability: "managePolicies", action: "policy.discard_draft", names: ["id"], input: policyId },
  { name: "publishPolicy", capability: "managePolicies", action: "policy.publish", names: ["id"], input: policyId },
  {
    name: "rollBackPolicy",
    capability: "managePolicies",
    action: "policy.publish",
    names: ["id"],
    input: async (o, w) => {
      const { id } = await newPolicy(o, w);
      await verbs.publishPolicy(o, { id });
      return { id, version: 1 };
    },
  },
  {
    name: "savePolicyTests",
    capability: "managePolicies",
    action: "policy.save_tests",
    names: ["policyId"],
    input: async (o, w) => ({ policyId: (await newPolicy(o, w)).id, cases: [policyCase] }),
  },
  {
    name: "deletePolicyTest",
    capability: "managePolicies",
    action: "policy.delete_test",
    names: ["id"],
    input: async (o, w) => {
      const { id: policyId } = await newPolicy(o, w);
      await verbs.savePolicyTests(o, { policyId, cases: [policyCase] });
      return { id: (await verbs.listPolicyTests(o, { policyId }))[0]?.id };
    },
  },
  { name: "deletePolicy", capability: "managePolicies", action: "policy.delete", names: ["id"], input: policyId },
  {
    name: "issueGrant",
    capability: "manageGrants",
    action: "grant.issue",
    names: [],
    input: async (o, w) => ({ label: unique("label"), access: [{ ...(await aServer(o, w)), policyId: null }] }),
  },
  {
    name: "setGrantAccess",
    capability: "managePolicies",
    action: "grant.set_access",
    names: ["id"],
    input: async (o, w) => {
      const { id, access } = await newGrant(o, w);
      return { id, access: [{ serverSlug: access[0]?.serverSlug, policyId: null }] };
    },
  },
  {
    name: "promoteShadow",
    capability: "managePolicies",
    action: "grant.promote_shadow",
    names: ["grantId", "serverSlug"],
    input: async (o, w) => {
      const { id, access } = await newGrant(o, w);
      const [{ serverSlug, policyId }] = access as [{ serverSlug: string; policyId: string }];
      await verbs.publishPolicy(o, { id: policyId });
      await verbs.setGrantAccess(o, { id, access: [{ serverSlug, policyId: null, shadowPolicyId: policyId }] });
      return { grantId: id, serverSlug };
    },
  },
  {
    name: "updateGrant",
    capability: "manageGrants",
    action: "grant.update",
    names: ["id"],
    input: async (o, w) => ({ ...(await grantId(o, w)), label: unique("label"), tags: ["ci"], expiresAt: null }),
  },
  {
    name: "setKillSwitch",
    capability: "manageServers",
    action: "kill.set",
    names: ["serverSlug"],
    input: async (o, w) => ({ scope: "server", serverSlug: (await newServer(o, w)).slug, reason: "it deletes hosts" }),
  },
  {
    name: "releaseKillSwitch",
    capability: "manageServers",
    action: "kill.release",
    names: ["id"],
    input: async (o, w) => {
      const { slug: serverSlug } = await newServer(o, w);
      return { id: (await verbs.setKillSwitch(o, { scope: "server", serverSlug, reason: "it deletes hosts" })).id };
    },
  },
  { name: "resetLimit", capability: "manageServers", action: "limit.reset", names: ["key"], input: aLimit },
  { name: "rotateGrant", capability: "manageGrants", action: "grant.rotate", names: ["id"], input: grantId },
  { name: "revokeGrant", capability: "manageGrants", action: "grant.revoke", names: ["id"], input: grantId },
];

/** Verbs that take no caller: they come before a session, or make one. */
export const callerlessVerbs = [
  "acceptInvitation",
  "applySetup",
  "catalogueCounts",
  "changePassword",
  "confirmLogin",
  "createOrganization",
  "exportRecord",
  "endSession",
  "getCatalogueServer",
  "getCatalogueTool",
  "importCatalogue",
  "installationSwitch",
  "killAsOperator",
  "killInstallation",
  "killedForOperator",
  "listCatalogueNames",
  "listContactMessages",
  "listSessions",
  "migrateDatabase",
  "ping",
  "previewSlug",
  "readInvitation",
  "readPasswordReset",
  "readProfile",
  "readSession",
  "reclassify",
  "recoverAccount",
  "releaseAsOperator",
  "releaseInstallation",
  "renameAccount",
  "requestPasswordReset",
  "resetPassword",
  "searchCatalogue",
  "sendContactMessage",
  "signIn",
  "signInWithProvider",
  "signOut",
  "signOutEverywhere",
  "signUp",
] as const satisfies readonly (keyof typeof verbs)[];

/** Verbs that end the organization, or the caller's place in it: no two roles can try them on one, so they have tests of their own. */
export const endingVerbs = ["deleteOrganization", "leaveOrganization"] as const satisfies readonly (keyof typeof verbs)[];

/** Exported functions that are no verbs. `exportAuditEvents` and `exportEvents` are streams, tested in their rooms. */
export const plainFunctions = [
  "callerFor",
  "checkToken",
  "deriveSecret",
  "exportAuditEvents",
  "exportEvents",
  "hashToken",
  "managementApi",
  "may",
  "newToken",
  "openControlPlane",
  "openMailer",
  "parseKeyring",
  "parseSetup",
  "roleUrl",
  "tokenPepper",
] as const satisfies readonly (keyof typeof verbs)[];

export const run = (verb: VerbCase, ctx: Context, input: unknown): Promise<unknown> => {
  const functions: Record<string, unknown> = { ...verbs };
  return (functions[verb.name] as (ctx: Context, input: unknown) => Promise<unknown>)(ctx, input);
};
