import type { Tx } from "@portcullis/db";
import { z } from "zod";
import { recordAudit } from "../audit/record.ts";
import type { Context } from "../caller.ts";
import { requireCapability } from "../capabilities.ts";
import { ControlPlaneError } from "../errors.ts";
import { DocumentText, Name, Slug } from "../fields.ts";
import { readInput } from "../input.ts";
import { ownedServer } from "../server/owned.ts";
import { inOrganization } from "../transaction.ts";

export const CreatePolicyInput = z.strictObject({
  serverSlug: Slug,
  name: Name,
  /** The first draft. */ document: DocumentText.optional(),
});
export type CreatePolicyInput = z.input<typeof CreatePolicyInput>;

/** Creates a policy for one server. It decides nothing until it is published. */
export async function createPolicy(ctx: Context, input: CreatePolicyInput): Promise<{ id: string }> {
  requireCapability(ctx.caller, "managePolicies");
  const { serverSlug, name, document } = readInput(CreatePolicyInput, input);
  const { organizationId } = ctx.caller;
  return inOrganization(ctx, organizationId, async (tx) => {
    const server = await ownedServer(tx, ctx.caller, serverSlug);
    if (await tx.policy.findFirst({ where: { organizationId, serverId: server.id, name }, select: { id: true } })) {
      const message = `${server.name} has a policy of this name already. Choose another name.`;
      throw new ControlPlaneError("conflict", message, { issues: [{ pointer: "/name", message }] });
    }
    return { id: await insertPolicy(tx, ctx, { server, name, draft: document ?? null }) };
  });
}

/** Writes a policy without a version, and its audit row. */
export async function insertPolicy(
  tx: Tx,
  ctx: Context,
  { server, name, draft }: { server: { id: string; slug: string }; name: string; draft: string | null },
): Promise<string> {
  const { organizationId } = ctx.caller;
  const id = ctx.newId();
  const now = ctx.clock();
  const draftRevision = draft === null ? 0 : 1;
  await tx.policy.create({ data: { organizationId, id, serverId: server.id, name, draft, draftRevision, updatedAt: now } });
  await recordAudit(tx, ctx, { action: "policy.create", target: { kind: "policy", id, name }, after: { name, server: server.slug } });
  return id;
}
