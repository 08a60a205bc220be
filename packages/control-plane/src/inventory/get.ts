import { type Category, riskOf } from "@portcullis/catalogue";
import type { Tx } from "@portcullis/db";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { inOrganization } from "../transaction.ts";
import { effectiveTools, type ToolState } from "./effective.ts";

export type InventoryTool = { name: string; category: Category; risk: "low" | "medium" | "high" | "critical" };
export type InventoryServer = { slug: string; name: string; enabled: boolean; tools: InventoryTool[] };
/** A live policy. `states`, `rules` and `approvers` go with the tools of its server, one for each, in their order. */
export type InventoryPolicy = {
  id: string;
  name: string;
  serverSlug: string;
  version: number;
  observing: boolean;
  states: ToolState[];
  rules: string[];
  /** Who could approve calls that are held, or may be; "" where none is. */
  approvers: string[];
};
export type InventoryGrant = {
  id: string;
  label: string;
  expiresAt: Date | null;
  /** `policyId` null, or of a policy that is not among the live ones: every call is denied. */
  access: { serverSlug: string; policyId: string | null; shadowPolicyName: string | null }[];
};
export type Inventory = { servers: InventoryServer[]; policies: InventoryPolicy[]; grants: InventoryGrant[] };

/** Everything that agents can call: grants that work, the servers they reach, and what the live policies make of each tool. */
export async function getInventory(ctx: Context): Promise<Inventory> {
  requireCapability(ctx.caller, "read");
  return inOrganization(ctx, ctx.caller.organizationId, (tx) => readInventory(tx, ctx));
}

export async function readInventory(tx: Tx, ctx: Context): Promise<Inventory> {
  const { organizationId } = ctx.caller;
  const servers = await tx.server.findMany({
    where: { organizationId },
    orderBy: [{ name: "asc" }, { slug: "asc" }],
    select: { id: true, slug: true, name: true, enabled: true },
  });
  const facts = new Map<string, Awaited<ReturnType<typeof toolFactsOf>>>();
  for (const { id } of servers) facts.set(id, await toolFactsOf(tx, ctx.caller, id));
  return {
    servers: servers.map(({ id, ...server }) => ({
      ...server,
      tools: (facts.get(id) ?? []).map(({ name, category = "unclassified" }) => ({
        name,
        category,
        risk: riskOf(category),
      })),
    })),
    policies: await livePolicies(tx, organizationId, facts),
    grants: await liveGrants(tx, ctx),
  };
}

async function livePolicies(tx: Tx, organizationId: string, facts: ReadonlyMap<string, Awaited<ReturnType<typeof toolFactsOf>>>) {
  const rows = await tx.policy.findMany({
    where: { organizationId, liveVersion: { not: null } },
    orderBy: { name: "asc" },
    select: { id: true, name: true, liveVersion: true, serverId: true, server: { select: { slug: true } } },
  });
  const documents = await tx.policyVersion.findMany({
    where: { organizationId, OR: rows.map(({ id, liveVersion }) => ({ policyId: id, version: liveVersion ?? 0 })) },
    select: { policyId: true, document: true },
  });
  const documentOf = new Map(documents.map(({ policyId, document }) => [policyId, document]));
  return rows.map(({ id, name, liveVersion, serverId, server }): InventoryPolicy => {
    const tools = facts.get(serverId) ?? [];
    const effective = effectiveTools(documentOf.get(id) ?? "", tools);
    return {
      id,
      name,
      serverSlug: server.slug,
      version: liveVersion ?? 0,
      observing: effective?.observing ?? false,
      states: effective?.tools.map(({ state }) => state) ?? tools.map(() => "denied"),
      rules: effective?.tools.map(({ rule }) => rule) ?? tools.map(() => ""),
      approvers: effective?.tools.map(({ approvers = "" }) => approvers) ?? tools.map(() => ""),
    };
  });
}

/** Grants that open something today: neither revoked nor expired. */
async function liveGrants(tx: Tx, { caller: { organizationId }, clock }: Context): Promise<InventoryGrant[]> {
  const rows = await tx.accessGrant.findMany({
    where: { organizationId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: clock() } }] },
    orderBy: { label: "asc" },
    select: {
      id: true,
      label: true,
      expiresAt: true,
      grantServers: {
        orderBy: { server: { name: "asc" } },
        select: { policyId: true, shadow: { select: { name: true } }, server: { select: { slug: true } } },
      },
    },
  });
  return rows.map(({ grantServers, ...grant }) => ({
    ...grant,
    access: grantServers.map(({ policyId, shadow, server }) => ({
      serverSlug: server.slug,
      policyId,
      shadowPolicyName: shadow?.name ?? null,
    })),
  }));
}
