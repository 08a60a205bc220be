import type { Context } from "../../caller.ts";
import * as verbs from "../../index.ts";
import { aServer, grantId, newGrant, newServer, nothing, unique, type VerbCase, type World } from "../world.ts";

const aLimit = async (owner: Context, world: World) => {
  const { serverSlug } = await aServer(owner, world);
  const limited = JSON.stringify({ version: "1", default: "deny", all_tools: { limits: [{ counter: "day", window: "day", max: 5 }] } });
  const { id: policyId } = await verbs.createPolicy(owner, { serverSlug, name: unique("limited"), document: limited });
  await verbs.publishPolicy(owner, { id: policyId });
  const { grant } = await verbs.issueGrant(owner, { label: unique("grant"), access: [{ serverSlug, policyId }] });
  return { key: (await verbs.listLimits(owner, { grantId: grant.id }))[0]?.key, reason: "a test ran wild" };
};

/** Of grants, what they use up and what stops them. */
export const grantsCases: readonly VerbCase[] = [
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
  { name: "getInventory", capability: "read", names: [], input: nothing },
  { name: "exportInventory", capability: "administer", action: "inventory.export", names: [], input: nothing },
  { name: "listShadows", capability: "read", names: [], input: nothing },
  {
    name: "grantActivity",
    capability: "read",
    names: ["grantId", "serverSlug"],
    input: async (o, w) => {
      const { id, access } = await newGrant(o, w);
      return { grantId: id, serverSlug: access[0]?.serverSlug };
    },
  },
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
