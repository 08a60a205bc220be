import type { Context } from "../../caller.ts";
import * as verbs from "../../index.ts";
import { aServer, document, newPolicy, newServer, nothing, policyId, unique, type VerbCase, type World } from "../world.ts";

const slugOnly = async (owner: Context, world: World) => ({ slug: (await newServer(owner, world)).slug });
const shownTool = async (owner: Context, world: World) => {
  const { slug, tools } = await newServer(owner, world);
  return { serverSlug: slug, tools: tools.slice(0, 1).map(({ name, digest }) => ({ name, digest })) };
};
const policyCase = JSON.stringify({ name: "a", call: { tool: "a" }, expect: { effect: "deny" } });

/** Of servers, their tools and policies. */
export const serversCases: readonly VerbCase[] = [
  { name: "listServers", capability: "read", names: [], input: nothing },
  { name: "getServer", capability: "read", names: ["slug"], input: async (o, w) => ({ slug: (await aServer(o, w)).serverSlug }) },
  { name: "listPolicies", capability: "read", names: ["serverSlug"], input: aServer },
  { name: "getPolicy", capability: "read", names: ["id"], input: policyId },
  { name: "lintPolicy", capability: "read", names: ["serverSlug"], input: async (o, w) => ({ ...(await aServer(o, w)), document }) },
  { name: "listPolicyTests", capability: "read", names: ["policyId"], input: async (o, w) => ({ policyId: (await newPolicy(o, w)).id }) },
  { name: "listPolicyVersions", capability: "read", names: ["id"], input: policyId },
  {
    name: "policyImpact",
    capability: "read",
    names: ["policyId"],
    input: async (o, w) => ({ policyId: (await newPolicy(o, w)).id, document }),
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
  { name: "countWaitingTools", capability: "read", names: [], input: nothing },
  { name: "listToolsReview", capability: "read", names: ["serverSlug"], input: aServer },
  { name: "acceptTools", capability: "managePolicies", action: "tool.accept", names: ["serverSlug"], input: shownTool },
  { name: "refuseTools", capability: "managePolicies", action: "tool.refuse", names: ["serverSlug"], input: shownTool },
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
];
