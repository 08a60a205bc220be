import type { Tx } from "@portcullis/db";
import { compile, parsePolicy, visible } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { notFound } from "../errors.ts";
import { Id, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { toolFactsOf } from "../policy/tool-facts.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";

export const GrantActivityInput = z.strictObject({ grantId: Id, serverSlug: Slug });
export type GrantActivityInput = z.input<typeof GrantActivityInput>;

export type GrantActivity = {
  firstCallAt: Date | null;
  lastCallAt: Date | null;
  /** What the client says of itself, in its latest request that does. */
  clientName: string | null;
  clientVersion: string | null;
  era: string | null;
  /** Tools that `tools/list` shows under the live policy; 0 without one. */
  visibleTools: number;
  lastRefusal: { at: Date; tool: string | null; reason: string; rule: string; message: string | null } | null;
};

/** What has happened between a grant and a server: the connect page waits for the first request with it. */
export async function grantActivity(ctx: Context, input: GrantActivityInput): Promise<GrantActivity> {
  requireCapability(ctx.caller, "read");
  const { grantId, serverSlug } = readInput(GrantActivityInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const { id: serverId } = await ownedServer(tx, ctx.caller, serverSlug);
    const access = await tx.grantServer.findFirst({ where: { organizationId, grantId, serverId }, select: { policyId: true } });
    if (!access) throw notFound("grant");
    const where = { organizationId, grantId, serverId };
    const select = {
      at: true,
      tool: true,
      reason: true,
      rule: true,
      message: true,
      clientName: true,
      clientVersion: true,
      era: true,
      effect: true,
    };
    const first = await tx.decision.findFirst({ where, orderBy: { id: "asc" }, select: { at: true } });
    const latest = first ? await tx.decision.findMany({ where, orderBy: { id: "desc" }, take: 20, select }) : [];
    const named = latest.find(({ clientName }) => clientName !== null);
    const refusal = latest.find(({ effect }) => effect === "deny");
    return {
      firstCallAt: first?.at ?? null,
      lastCallAt: latest[0]?.at ?? null,
      clientName: named?.clientName ?? null,
      clientVersion: named?.clientVersion ?? null,
      era: latest[0]?.era ?? null,
      visibleTools: access.policyId === null ? 0 : await visibleTools(tx, ctx, serverId, access.policyId),
      lastRefusal: refusal
        ? { at: refusal.at, tool: refusal.tool, reason: refusal.reason, rule: refusal.rule, message: refusal.message }
        : null,
    };
  });
}

async function visibleTools(tx: Tx, ctx: Context, serverId: string, policyId: string): Promise<number> {
  const { organizationId } = ctx.caller;
  const policy = await tx.policy.findFirst({ where: { organizationId, id: policyId }, select: { liveVersion: true } });
  const version = await tx.policyVersion.findFirst({ where: { organizationId, policyId, version: policy?.liveVersion ?? 0 } });
  const parsed = version && parsePolicy(version.document);
  if (!parsed?.ok) return 0;
  const tools = await toolFactsOf(tx, ctx.caller, serverId);
  const compiled = compile(parsed.policy, tools);
  return tools.filter(({ name }) => visible(compiled, name)).length;
}
