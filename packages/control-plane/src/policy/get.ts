import type { People, ToolFacts } from "@portcullis/policy";
import { z } from "zod";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { Id } from "../fields.ts";
import { readInput } from "../input.ts";
import { inOrganization } from "../transaction.ts";
import { lintFactsOf } from "./lint-facts.ts";
import { ownedPolicy } from "./owned.ts";

export const GetPolicyInput = z.strictObject({ id: Id });
export type GetPolicyInput = z.input<typeof GetPolicyInput>;

export type PolicyDetail = {
  id: string;
  name: string;
  server: { slug: string; name: string };
  liveVersion: number | null;
  /** The live version's text; null before the first publish. */
  document: string | null;
  draft: string | null;
  /** Hand it back when saving: it tells whether somebody else saved meanwhile. */
  draftRevision: number;
  updatedAt: Date;
  /** Whole days for which the live version has only observed; lint warns after 30. */
  observingDays: number;
  /** The server's live tools, for lint and completion. */
  tools: ToolFacts[];
  /** Who could give the approvals that it asks for, for lint. */
  people: People;
};

/** One policy with its live text, its draft and the tools that it is judged by. */
export async function getPolicy(ctx: Context, input: GetPolicyInput): Promise<PolicyDetail> {
  requireCapability(ctx.caller, "read");
  const { id } = readInput(GetPolicyInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const policy = await ownedPolicy(tx, ctx.caller, id);
    const { name, server, liveVersion, draft, draftRevision, updatedAt } = policy;
    const where = { organizationId, policyId: id, version: liveVersion ?? 0 };
    const live = await tx.policyVersion.findFirst({ where, select: { document: true } });
    return {
      id,
      name,
      server: { slug: server.slug, name: server.name },
      liveVersion,
      document: live?.document ?? null,
      draft,
      draftRevision,
      updatedAt,
      ...(await lintFactsOf(tx, ctx, policy)),
    };
  });
}
